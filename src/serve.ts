/**
 * THE WAY OF A REQUEST, one awaited line a step:
 *
 *   approach (authenticate -> read the body -> load the policy -> classify -> propose) -> admit: one call to the account
 *   object -> call the first candidate that answers -> pass its bytes on, untouched, metered beside -> conclude: settle
 *   once, record
 *
 * Rooms meet here and in the two halves of the way beside this file: values go from one to the next as arguments.
 */

import { type Approach, approach, clock, type Door } from './approach.ts';
import type { Cancellation } from './cancellation.ts';
import { estimateTokens } from './classify/tokens.ts';
import { conclude, currentDecision, type Ended, type Serving } from './conclude.ts';
import { Refusal, type Why } from './error.ts';
import type { Part } from './part.ts';
import { Failover } from './provider/failover.ts';
import { whyAllFailed, whyBroken } from './provider/failure.ts';
import { Health } from './provider/health.ts';
import { targetsOf } from './provider/target.ts';
import type { Admission } from './quota/contract.ts';
import { rateLimitHeaders } from './quota/rate-limit.ts';
import { cannotGoOn, refuse } from './refuse.ts';
import { decide } from './route/decide.ts';
import type { Decision } from './route/decision.ts';
import { decisionHeaders } from './route/headers.ts';
import { framerOf } from './stream/framings.ts';
import { HangUp } from './stream/hang-up.ts';
import { Meter } from './stream/meter.ts';
import { relay } from './stream/relay.ts';
import { whole } from './stream/whole.ts';
import { takeoverOf } from './takeover.ts';
import { readPublicUrl } from './tenant/base-url.ts';
import { isNonEmpty, milliseconds, type UnixMs } from './unit.ts';
import { upgradeHeaders } from './upgrade.ts';
import { chatWire } from './wire/chat/wire.ts';
import { embeddingsWire } from './wire/embeddings/wire.ts';
import { fieldList } from './wire/field-list.ts';
import { messagesWire } from './wire/messages/wire.ts';
import { readQuestion } from './wire/question.ts';
import { responsesWire } from './wire/responses/wire.ts';
import type { AnswerHead, Encoder, Wire } from './wire/wire.ts';

/**
 * How long role-only events wait for the content behind them. Until content has come another candidate can take over
 * and the headers can still name it; past this the client is shown that the answer has begun.
 */
const ROLE_ONLY_GRACE_MS = milliseconds(150);

/** Of this isolate: what the providers of every tenant were like of late. */
const health = new Health(Math.random);

/** Headers of an answer, by their names in lower case: made into the runtime's own once, with the answer. */
type Told = Record<string, string>;

/** nginx's status for a client that left: nobody reads it, and the record shows it. */
const CLIENT_CLOSED_REQUEST = 499;

/** `POST /v1/chat/completions`. */
export const serveChat = (request: Request, door: Door) => serveWire(chatWire, request, door);

/** `POST /v1/responses`. */
export const serveResponses = (request: Request, door: Door) => serveWire(responsesWire, request, door);

/** `POST /v1/messages`. */
export const serveMessages = (request: Request, door: Door) => serveWire(messagesWire, request, door);

/** `POST /v1/embeddings`. They are never streamed. */
export const serveEmbeddings = (request: Request, door: Door) => serveWire(embeddingsWire, request, door);

/** Throws Refusal, with the decision's headers once there is one. */
async function serveWire(wire: Wire, request: Request, door: Door): Promise<Response> {
  const way = await approach(request, door, wire.read, Math.random());
  const admission = await way.account.admit(way.admitRequest);
  const decision = decide({ ...way, plan: way.plan.name, admission });
  if (admission.kind !== 'admitted') throw refuse(way, door, decision, admission);

  for (const { key, until } of admission.outages ?? []) health.breaker.told(key, clock(), until);
  const hangUp = new HangUp(request.signal, way.policy.onHangup);
  const failover = new Failover({
    targets: targetsOf(decision.candidates, decision.route, way.policy, door.env.secret),
    order: { ask: way.ask, decision, outputCap: admission.outputCap },
    clientGone: hangUp.gone,
    abandoned: hangUp.abandoned,
    readUrl: (url) => readPublicUrl(url, door.env.allowLocalUpstreams),
    health,
    startedAt: way.startedAt,
    clock,
    estimateTokens,
    hedges: way.hedges,
    framerOf,
    ai: door.env.ai,
  });
  const { carried } = admission;
  const serving: Serving = { door, way, decision, failover, ...(carried === undefined ? {} : { carried }) };
  const head = answerHead(way, decision);
  const headers = limitHeaders(admission, way);
  return way.ask.stream
    ? serveStream(serving, () => wire.encoder(head), hangUp, headers)
    : serveWhole(serving, (parts) => wire.whole(parts, head), hangUp, headers);
}

/** `POST /v1/route`: the Decision and nothing else. Nobody is called, nothing is counted, no session is bound. */
export async function serveRoute(request: Request, door: Door): Promise<Response> {
  const way = await approach(request, door, readQuestion);
  const admission = await way.account.peek(way.admitRequest);
  const decision = decide({ ...way, plan: way.plan.name, admission });
  if (admission.kind === 'lost') throw cannotGoOn(decision, admission);
  return Response.json(decision, {
    headers: {
      ...decisionHeaders(decision),
      ...rateLimitHeaders(admission.limits, clock()),
      ...upgradeHeaders(way.plan, admission),
    },
  });
}

async function serveStream(serving: Serving, encoder: () => Encoder, hangUp: HangUp, headers: Told): Promise<Response> {
  const { failover, way, door } = serving;
  let firstContentAt: UnixMs | null = null;
  const { head, done } = relay({
    next: () => failover.next(),
    report: (failed) => failover.report(failed),
    withholdUsage: !way.ask.wantsUsage,
    encoder,
    whyBroken,
    graceMs: ROLE_ONLY_GRACE_MS,
    onFirstContent: () => {
      firstContentAt ??= clock();
      failover.begun();
    },
    clientGone: hangUp.gone,
    onClientGone: () => hangUp.leave(),
    hangUp,
    ...(way.policy.takeover ? { takeover: takeoverOf(serving) } : {}),
  });
  const concluded = done
    .then(async ({ ending, meter, failure, earlier, ...relayed }) => {
      const brokeOff = ending === 'broken' && failure !== null && failover.current !== null ? [failure] : [];
      const isOurs = 'fault' in relayed;
      if (!isOurs && (ending === 'complete' || ending === 'broken')) failover.over(brokeOff[0] ?? null);
      await conclude(serving, { ending, meter, earlier, firstContentAt, brokeOff });
      if (isOurs) throw relayed.fault;
    })
    .finally(() => over(serving, hangUp));
  door.waitUntil(concluded);
  const first = await head;
  if (first === null) {
    await concluded;
    return nobodyAnswered(serving, hangUp.gone, headers);
  }
  const type = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
  return new Response(first.body, { headers: answerHeaders(serving, { ...headers, ...type }, first) });
}

async function serveWhole(
  serving: Serving,
  write: (parts: readonly Part[]) => object,
  hangUp: HangUp,
  headers: Told,
): Promise<Response> {
  const { failover, door } = serving;
  const answering = whole({
    next: () => failover.next(),
    report: (failed) => failover.report(failed),
    clientGone: hangUp.gone,
    hangUp,
    write,
  });
  const concluded = answering
    .then((answer) => {
      const { meter } = answer.ending === 'failed' ? NOTHING_CAME : answer;
      const firstContentAt = answer.ending === 'complete' ? clock() : null;
      if (answer.ending === 'complete') failover.over(null);
      return conclude(serving, { ...NOTHING_CAME, ending: answer.ending, meter, firstContentAt });
    })
    .catch((fault) => concludeFault(serving, fault))
    .finally(() => over(serving, hangUp));
  door.waitUntil(concluded);
  const answer = await answering;
  if (answer.ending !== 'complete') {
    await concluded;
    return nobodyAnswered(serving, hangUp.gone, headers);
  }
  const type = { 'content-type': 'application/json' };
  return new Response(answer.body, { headers: answerHeaders(serving, { ...headers, ...type }, answer) });
}

/** Who answers, under which decision, and what of the request it was not sent. */
function answerHeaders(
  serving: Serving,
  headers: Told,
  { model, dropped }: { readonly model: string; readonly dropped: readonly string[] },
): Told {
  const { requestId } = serving.failover;
  const more: Told = {
    ...(dropped.length === 0 ? {} : { 'x-signalbox-dropped': fieldList(dropped) }),
    ...(requestId === null ? {} : { 'x-signalbox-provider-request': requestId }),
  };
  return withDecision({ ...headers, ...more }, currentDecision(serving, model));
}

function answerHead({ ask, startedAt, policy }: Approach, { id, model }: Decision): AnswerHead {
  const name = policy.models.get(model)?.id ?? model;
  return { id: id.slice('dec_'.length), model: name, createdSeconds: Math.floor(startedAt / 1000), ask };
}

/** Nothing is left to be done or heard, whatever came of it. */
function over({ failover }: Serving, hangUp: HangUp): void {
  hangUp.end();
  failover.end();
}

/** A fault of ours past admission: what was held is settled all the same, and the fault goes on to the app's onError. */
async function concludeFault(serving: Serving, fault: unknown): Promise<never> {
  await conclude(serving, { ...NOTHING_CAME, ending: serving.failover.current === null ? 'failed' : 'broken' });
  throw fault;
}

const NOTHING_CAME: Ended = { ending: 'failed', meter: new Meter(), earlier: [], firstContentAt: null, brokeOff: [] };

/** Throws the refusal that tells of every failure; answers nobody when the client itself has left. */
function nobodyAnswered(serving: Serving, gone: Cancellation, headers: Told): Response {
  const { failures } = serving.failover;
  if (gone.aborted) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  const told = withDecision(headers, currentDecision(serving));
  throw new Refusal(isNonEmpty(failures) ? whyAllFailed(failures) : NOBODY_TO_CALL, { headers: told });
}

/** A candidate that the policy no longer has: it was admitted under a document that has just been replaced. */
const NOBODY_TO_CALL: Why = {
  code: 'unavailable',
  message: 'The models for this request are no longer in the policy. Try again.',
  retryAfterSeconds: 1,
};

function limitHeaders(admission: Extract<Admission, { kind: 'admitted' }>, { ask, plan }: Approach): Told {
  const headers: Told = { ...rateLimitHeaders(admission.limits, clock()), ...upgradeHeaders(plan, admission) };
  const { outputCap } = admission;
  if (outputCap !== null && outputCap < (ask.outputLimit ?? Number.POSITIVE_INFINITY)) {
    headers['x-signalbox-max-tokens'] = String(outputCap);
  }
  return headers;
}

const withDecision = (headers: Told, decision: Decision): Told => ({ ...headers, ...decisionHeaders(decision) });
