// The blocks an author may use in content files, by name. One row a block; nothing to import there.

import { figures } from "../figures/index.js";
import { Honesty } from "./honesty.js";
import { Lab, LabBench } from "./lab.js";
import { LiveRun, LiveRuns, Postcard, Postcards } from "./live.js";
import { MeasuredAccuracy, MeasuredCrane, MeasuredEncoders, MeasuredPointing } from "./measured.js";
import { MeasuredArms, MeasuredSharing, MeasuredSteps } from "./measured-arms.js";
import { Opening } from "./opening.js";
import {
  Aside,
  AsPublished,
  ConstraintBlock,
  InsightBlock,
  Misconception,
  ModuleCompleteBlock,
  SeriesCompleteBlock,
  TipBlock,
} from "./panels.js";
import {
  Answer,
  Item,
  Option,
  PredictChoice,
  PredictCurve,
  PredictionRecord,
  PredictMatch,
  PredictNumber,
  PredictOrder,
  PredictPatches,
  Row,
} from "./predict.js";
import { Show } from "./show.js";
import { SinceThen } from "./since-then.js";
import { ThirteenSteps } from "./steps.js";
import {
  CardRow,
  CodeBlock,
  Column,
  ComparisonRow,
  Figure,
  GradientCard,
  Phase,
  PhaseCards,
  Reveal,
  Widget,
} from "./structure.js";
import { Term } from "./term.js";
import { Cite, Lesson, Model, N, Shape } from "./text.js";
import { ArmsHere, ModelCard, TinyVocabulary, TinyWordCount } from "./world.js";

export const blocks = {
  ...figures,
  Answer,
  ArmsHere,
  Aside,
  AsPublished,
  CardRow,
  Cite,
  CodeBlock,
  Column,
  ComparisonRow,
  ConstraintBlock,
  Figure,
  GradientCard,
  Honesty,
  InsightBlock,
  Item,
  Lab,
  LabBench,
  Lesson,
  LiveRun,
  LiveRuns,
  MeasuredAccuracy,
  MeasuredArms,
  MeasuredCrane,
  MeasuredEncoders,
  MeasuredPointing,
  MeasuredSharing,
  MeasuredSteps,
  Misconception,
  Model,
  ModelCard,
  ModuleCompleteBlock,
  N,
  Opening,
  Option,
  Phase,
  PhaseCards,
  Postcard,
  Postcards,
  PredictChoice,
  PredictCurve,
  PredictionRecord,
  PredictMatch,
  PredictNumber,
  PredictOrder,
  PredictPatches,
  Reveal,
  Row,
  SeriesCompleteBlock,
  Shape,
  Show,
  ThirteenSteps,
  SinceThen,
  Term,
  TinyVocabulary,
  TinyWordCount,
  TipBlock,
  Widget,
};
