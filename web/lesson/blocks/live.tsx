// Pictures of the tiny SD3: painted when the page was built, and painted again on the reader's machine at a press.

import type { ComponentChildren, VNode } from "preact";
import { type PictureRequest, useLesson } from "../context.js";
import { typeset } from "../typeset.js";
import { childrenOf } from "./children.js";

/** One painted picture with its prompt below. */
export function Postcard({ prompt, seed, say }: { prompt: string; seed: number; say?: string }) {
  return (
    <figure class="postcard">
      <Painting request={{ prompt, seed }} alt={`The tiny SD3’s picture for “${prompt}”`} />
      <figcaption>
        {typeset(say ?? prompt)} <span class="badge">recorded</span>
      </figcaption>
    </figure>
  );
}

/** Postcards side by side. */
export function Postcards({ children }: { children: ComponentChildren }) {
  return <div class="postcards">{childrenOf(children, Postcard)}</div>;
}

/** <LiveRuns id title caption> <LiveRun says prompt seed … /> … </LiveRuns> */
export function LiveRuns(props: { id: string; caption: string; children: ComponentChildren }) {
  const { id, caption, children } = props;
  return (
    <figure class="figure live-runs" id={id}>
      <div class="postcards">
        {childrenOf(children, LiveRun).map((run, i) => {
          const { says, ...request } = run.props;
          return (
            <div key={i} class="postcard" data-request={JSON.stringify(asRun(request))}>
              <Painting request={request} alt={`${says}: the tiny SD3’s picture for “${request.prompt}”`} />
              <p>
                {typeset(says)} <span class="badge">recorded</span>
              </p>
            </div>
          );
        })}
      </div>
      <p class="live-actions">
        <button type="button">Paint them here</button> <span class="live-state" role="status" />
      </p>
      <figcaption>{typeset(caption)}</figcaption>
    </figure>
  );
}
export function LiveRun(_: PictureRequest & { says: string }): VNode {
  throw new Error("a LiveRun stands in LiveRuns");
}

/** In the words of core/pipeline/run_request.h. */
function asRun({ prompt, seed, model, steps, drop, cut }: PictureRequest) {
  return { prompt, seed, model, steps, drop_encoders: drop, cut: cut ? { quadrants: cut } : undefined };
}

function Painting({ request, alt }: { request: PictureRequest; alt: string }) {
  const url = useLesson().services.picture(request);
  if (!url) return <p class="unpainted">Not painted: this page was built without the model.</p>;
  return <img src={url} alt={alt} width={64} height={64} loading="lazy" decoding="async" />;
}
