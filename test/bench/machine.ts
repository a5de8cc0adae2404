/** What else the machine did while it measured. */

import { availableParallelism, cpus, loadavg } from 'node:os';

export interface Machine {
  readonly cores: number;
  readonly model: string;
  /** Of the minute before the run: processes that wanted a core. */
  readonly loadBefore: number;
}

export const machine = (): Machine => ({
  cores: availableParallelism(),
  model: cpus()[0]?.model ?? 'unknown',
  loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
});

/** Above this share of the cores others were at work, and figures of time are theirs too. */
const QUIET = 0.25;

/** A sentence where the machine is not quiet enough, before a run; else null. */
export function whyBusy({ cores, loadBefore }: Machine): string | null {
  if (loadBefore <= cores * QUIET) return null;
  return `The machine is busy: ${loadBefore.toFixed(2)} processes wanted its ${cores} cores in the last minute. Times and rates below are lower bounds of what it can do; ratios hold better.`;
}

/** CPU microseconds of this process, which makes the load. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
