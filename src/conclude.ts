/**
 * The last steps of the way of a request, taken once however the answer ended: settle what was held, and record it.
 * They run behind the answer, and before it only where nobody answered, so that the caller's next request finds its
 * limits free again.
 */

import { type Approach, clock, type Door } from './approach.ts';
import { estimateTokens } from './classify/tokens.ts';
import type { Failover } from './provider/failover.ts';
import { costOf } from './quota/price.ts';
import { type Outcome, record, withoutWords } from './record.ts';
import { answeredBy } from './route/decide.ts';
import type { Decision } from './route/decision.ts';
import type { Meter } from './stream/meter.ts';
import { microDollars, milliseconds, tokens, type UnixMs } from './unit.ts';

/** One request on its way through its candidates. */
export interface Serving {
  readonly door: Door;
  readonly way: Approach;
  /** As admitted, before anybody was called. */
  readonly decision: Decision;
  readonly failover: Failover;
}

export interface Ended {
  readonly ending: Exclude<Outcome['ending'], 'refused'>;
  readonly meter: Meter;
  readonly firstContentAt: UnixMs | null;
  /** A failure past the first content: it moved nobody, and is recorded all the same. */
  readonly brokeOff: Outcome['failures'];
}

/** The decision as it stands after those who failed: the model that answers, or the last that was tried. */
export function currentDecision({ decision, failover }: Serving, model?: string): Decision {
  const { failures, current } = failover;
  const answering = model ?? current?.model.name ?? failures.at(-1)?.model ?? decision.model;
  return answeredBy(
    decision,
    answering,
    failures.map((failed) => `${failed.model} ${failed.message}`),
  );
}

export async function conclude(serving: Serving, ended: Ended): Promise<void> {
  const { door, way, failover } = serving;
  const decision = currentDecision(serving);
  // Whoever was working when the answer ended is charged for, a client that hung up included; if nobody was, nothing is.
  const worker = ended.ending === 'failed' ? null : failover.current;
  const usage = worker === null ? null : ended.meter.total(tokens(way.signals.inputTokens), estimateTokens);
  const price = worker?.model.price ?? null;
  const cost = usage === null || price === null ? microDollars(0) : costOf(usage, price);
  const kept = withoutWords(decision);
  const settled = await way.account
    .settle(
      decision.id,
      usage === null ? { kind: 'release', decision: kept } : { kind: 'charge', usage, cost, decision: kept },
    )
    .then(
      () => true,
      // The client of the ledger has logged it; the hold's alarm will charge it in full.
      () => false,
    );
  record(
    {
      decision,
      keyId: way.key.id,
      ending: ended.ending,
      stream: way.ask.stream,
      usage,
      cost,
      failures: [...failover.failures, ...ended.brokeOff].map(({ model, kind, message }) => ({ model, kind, message })),
      firstContentMs: ended.firstContentAt === null ? null : milliseconds(ended.firstContentAt - way.startedAt),
      totalMs: milliseconds(clock() - way.startedAt),
      settled,
    },
    door.env.analytics,
  );
}
