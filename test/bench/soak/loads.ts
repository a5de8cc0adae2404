/** Two ways to load a service. Open: by a schedule, however it fares. Closed: each connection asks when it was answered. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Answered, Client } from './client.ts';
import type { Kind, Rateable, Request } from './traffic.ts';

export interface Heard {
  readonly kind: Kind;
  readonly request: Request;
  readonly answered: Answered;
  /** From the moment it was due, or sent where nothing was scheduled, to its first byte and to its end. */
  readonly firstByteMs: number;
  readonly totalMs: number;
}

type Next = (last: Rateable | null) => Request;
type Hear = (heard: Heard) => void;

/** The last answer that came whole, for whoever rates one. */
class Last {
  rateable: Rateable | null = null;

  keep({ kind, asked }: Request, { ending, decision }: Answered): void {
    const isAnswer = kind !== 'route' && kind !== 'usage' && kind !== 'feedback';
    if (isAnswer && ending === 'whole' && decision !== null) this.rateable = { user: asked.user, decision };
  }
}

/** `dueSeconds` ascends. Resolves when the last has been answered. */
export async function openLoop(client: Client, dueSeconds: Iterable<number>, next: Next, hear: Hear): Promise<void> {
  const begun = performance.now();
  const last = new Last();
  const open = new Set<Promise<void>>();
  for (const seconds of dueSeconds) {
    const due = begun + seconds * 1000;
    const early = due - performance.now();
    // A timer is late by a millisecond and more: what is due by then is sent at once, and counted from when it was due.
    if (early > 1) await wait(early);
    const request = next(last.rateable);
    const asking: Promise<void> = client.ask(request.asked).then((answered) => {
      open.delete(asking);
      last.keep(request, answered);
      const totalMs = performance.now() - due;
      const firstByteMs = totalMs - (answered.totalMs - answered.firstByteMs);
      hear({ kind: request.kind, request, answered, firstByteMs, totalMs });
    });
    open.add(asking);
  }
  await Promise.all(open);
}

/** For so many seconds, and until what was asked by then is answered. Returns how many answers came in a second. */
export async function closedLoop(
  client: Client,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
  next: Next,
  hear: Hear = () => undefined,
): Promise<number> {
  const begun = performance.now();
  const last = new Last();
  let count = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < begun + seconds * 1000) {
      const request = next(last.rateable);
      const answered = await client.ask(request.asked);
      last.keep(request, answered);
      count += 1;
      const { firstByteMs, totalMs } = answered;
      hear({ kind: request.kind, request, answered, firstByteMs, totalMs });
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return count / ((performance.now() - begun) / 1000);
}
