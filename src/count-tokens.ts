/**
 * `POST /v1/messages/count_tokens`: how long a prompt is for the model that would answer it. Counted by its provider where
 * that counts, else estimated here, and then the header `x-signalbox-estimated` says so. No quota is used and nothing is
 * charged: to count is how a client finds out what it may ask.
 */

import { approach, clock, type Door } from './approach.ts';
import { Refusal } from './error.ts';
import { readCount } from './provider/anthropic/count.ts';
import type { Target } from './provider/contract.ts';
import { readErrorBody, send } from './provider/egress.ts';
import { statusFailure, whyAllFailed } from './provider/failure.ts';
import { originOf } from './provider/origins.ts';
import { messageIn, providersWords } from './provider/providers-words.ts';
import { rowOf } from './provider/table.ts';
import { targetsOf } from './provider/target.ts';
import { cannotGoOn } from './refuse.ts';
import { decide } from './route/decide.ts';
import { decisionHeaders } from './route/headers.ts';
import { readPublicUrl } from './tenant/base-url.ts';
import type { Ask } from './wire/ask.ts';
import { readUnlimited } from './wire/messages/read.ts';

/** Throws Refusal, also when the provider finds fault with the prompt; when it cannot be reached, the estimate answers. */
export async function serveCount(request: Request, door: Door): Promise<Response> {
  const way = await approach(request, door, readUnlimited);
  const admission = await way.account.peek(way.admitRequest);
  const decision = decide({ ...way, plan: way.plan.name, admission });
  if (admission.kind === 'lost') throw cannotGoOn(decision, admission);
  const headers = decisionHeaders(decision);
  const [target] = targetsOf([decision.model], decision.route, way.policy, door.env.secret);
  const counted =
    target === undefined ? null : await countedBy({ target, ask: way.ask, headers, door }, request.signal);
  if (counted !== null) return Response.json({ input_tokens: counted }, { headers });
  const estimated = { ...headers, 'x-signalbox-estimated': 'input_tokens' };
  return Response.json({ input_tokens: way.signals.inputTokens }, { headers: estimated });
}

interface Counting {
  readonly target: Target;
  readonly ask: Ask;
  readonly headers: Readonly<Record<string, string>>;
  readonly door: Door;
}

/** Null: nobody counts for this model, or not now. */
async function countedBy({ target, ask, headers, door }: Counting, clientGone: AbortSignal): Promise<number | null> {
  const { model, timeouts, secret } = target;
  const call = rowOf(model.provider.kind)?.count?.(target, ask);
  if (call === undefined) return null;
  const startedAt = clock();
  try {
    const signal = AbortSignal.any([clientGone, AbortSignal.timeout(timeouts.firstByteMs)]);
    const readUrl = (url: string) => readPublicUrl(url, door.env.allowLocalUpstreams);
    const response = await send(call, { origin: originOf(model.provider), readUrl }, signal);
    if (response.ok) return readCount(JSON.parse(await readErrorBody(response)));
    const said = providersWords(messageIn(await readErrorBody(response)), secret);
    const why = whyAllFailed([statusFailure(model.name, response.status, said, null)]);
    if (why.code === 'invalid_request') throw new Refusal(why, { headers });
    notCounted(model.name, `answered ${response.status}`, startedAt);
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    notCounted(model.name, 'could not be reached, or answered with no count', startedAt);
  }
  return null;
}

/** The estimate answers in its place; the log says why. */
function notCounted(model: string, why: string, startedAt: number): void {
  console.warn(JSON.stringify({ event: 'not_counted', model, why, tookMs: clock() - startedAt }));
}
