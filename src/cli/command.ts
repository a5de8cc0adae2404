/** What a command is: it reads its arguments, does one thing, and answers what to say of it. */

import type { Arguments } from './arguments.ts';
import type { ExitCode } from './outcome.ts';
import type { Target } from './target/target.ts';

/** One result, as data for `--json` and in words. */
export interface Said {
  readonly data: object;
  readonly words: string;
}

export interface Context {
  /** The folder that files are named from. */
  readonly from: string;
  /** The folder of the project. */
  readonly root: string;
  /** Where the command is to work: by `--url` or `--kv`. Throws Misused. */
  readonly target: () => Target;
  /** For whoever watches long work; said beside the result. */
  readonly progress: (line: string) => void;
}

export interface Done {
  readonly said: readonly Said[];
  readonly code: ExitCode;
  /** Of one result by its nature: `--json` prints that, and no list of it. */
  readonly isWhole?: true;
}

export type Command = (args: Arguments, context: Context) => Promise<Done>;
