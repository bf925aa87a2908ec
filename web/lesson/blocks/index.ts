// The blocks an author may use in content files, by name. One row a block; nothing to import there.

import { figures } from "../figures/index.js";
import { Honesty } from "./honesty.js";
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
import { Answer, Item, Option, PredictChoice, PredictionRecord, PredictNumber, PredictOrder } from "./predict.js";
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
import { Cite, Lesson, Model, N, Shape } from "./text.js";

export const blocks = {
  ...figures,
  Answer,
  AsPublished,
  Aside,
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
  Lesson,
  Misconception,
  Model,
  ModuleCompleteBlock,
  N,
  Option,
  Phase,
  PhaseCards,
  PredictChoice,
  PredictNumber,
  PredictOrder,
  PredictionRecord,
  Reveal,
  SeriesCompleteBlock,
  Shape,
  TipBlock,
  Widget,
};
