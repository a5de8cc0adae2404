/**
 * An account's reports to the tenant's object: what its requests used, and its last decisions (`reporting.ts`). Never on the
 * way of a request: a batch goes behind a settlement or with the alarm, one at a time.
 *
 * A batch is on disk before it leaves (the output gate), so that whoever goes on after a crash sends the same. The alarm that
 * was set for its first row does that, or the next one, or the runtime, which rings an alarm again that did not end well.
 */

import { type UnixMs, unixMs } from '../unit.ts';
import type { TenantNamespace } from './contract.ts';
import type { Ledger } from './ledger.ts';
import { BATCH_MS, BATCH_REQUESTS } from './reporting.ts';

/** A batch that was not acknowledged is sent again after this, and after twice as long each time, up to `BATCH_MS`. */
const RETRY_MS = 60_000;

interface ReporterOptions {
  readonly tenants: TenantNamespace | undefined;
  readonly books: () => Pick<Ledger, 'unreported' | 'checkpoint'>;
  readonly transaction: <T>(work: () => T) => T;
  /** The account's alarm is to ring by then. */
  readonly wakeBy: (at: UnixMs) => void;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly clock: () => UnixMs;
}

export class Reporter {
  readonly #options: ReporterOptions;
  #call: Promise<boolean> | null = null;
  /** In a row, as far as this instance knows. */
  #failures = 0;
  /** After a failure nobody is called before then. */
  #notBefore: UnixMs = unixMs(0);

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** Sees to it that what is untold will be told: now, if there is much of it. */
  look(): void {
    const { books, clock, wakeBy, waitUntil } = this.#options;
    const { requests, since, isSealed } = books().unreported.waiting();
    const now = clock();
    // Should the object die before it has told anything, the alarm goes on.
    if (since !== null) wakeBy(unixMs(since + BATCH_MS));
    if (isSealed && this.#call === null) wakeBy(unixMs(Math.max(this.#notBefore, now + RETRY_MS)));
    if (requests >= BATCH_REQUESTS && this.#call === null && now >= this.#notBefore) waitUntil(this.#tell());
  }

  /** Tells what is due, or all of it where the account `isOver`. True when nothing is untold any more. */
  async tidy(isOver: boolean): Promise<boolean> {
    await this.#call;
    while (isOver ? !this.isClear() : this.#isDue()) if (!(await this.#tell())) break;
    this.look();
    return this.isClear();
  }

  isClear(): boolean {
    const { since, isSealed } = this.#options.books().unreported.waiting();
    return since === null && !isSealed;
  }

  #isDue(): boolean {
    const { books, clock } = this.#options;
    const { requests, since, isSealed } = books().unreported.waiting();
    const now = clock();
    if (now < this.#notBefore) return false;
    return isSealed || requests >= BATCH_REQUESTS || (since !== null && since + BATCH_MS <= now);
  }

  #tell(): Promise<boolean> {
    const call = this.#send().finally(() => {
      if (this.#call === call) this.#call = null;
    });
    this.#call = call;
    return call;
  }

  /** False when it is not known that the batch was counted. */
  async #send(): Promise<boolean> {
    const { tenants, books, transaction, clock, wakeBy } = this.#options;
    const sealed = transaction(() => {
      books().checkpoint();
      return books().unreported.seal();
    });
    if (sealed === null) return true;
    try {
      if (tenants === undefined) throw new Error('The binding TENANT is missing.');
      const acknowledged = await tenants.getByName(sealed.tenant).report(sealed.batch);
      transaction(() => books().unreported.acknowledge(acknowledged));
      this.#failures = 0;
      return true;
    } catch (error) {
      console.error(JSON.stringify({ event: 'report_failed', message: String(error) }));
      const pauseMs = Math.min(BATCH_MS, RETRY_MS * 2 ** this.#failures++);
      this.#notBefore = unixMs(clock() + pauseMs);
      wakeBy(this.#notBefore);
      return false;
    }
  }
}
