/** A decision that was made, and what is known of what came of it: of a log line, or of what a tenant's objects keep. */

import type { Classification, Signals } from '../../classify/contract.ts';
import type { Features } from '../../classify/features.ts';
import type { Judged } from '../../learn/judged.ts';
import type { Usage } from '../../quota/contract.ts';
import type { Decision } from '../../route/decision.ts';
import type { MicroDollars } from '../../unit.ts';
import type { Ask } from '../../wire/ask.ts';

/** What is asked, read and classified. */
export interface Asked {
  readonly ask: Ask;
  readonly signals: Signals;
  readonly classification: Classification;
}

export interface Logged {
  readonly decision: Decision;
  /** Whose it is, as far as it is told: what one user asks is alike. */
  readonly user: string | null;
  /** Null: nobody did any work, or it is not known. */
  readonly usage: Usage | null;
  /** Null: not known. */
  readonly cost: MicroDollars | null;
  /** Where several models worked on it. */
  readonly shares: readonly { readonly model: string; readonly usage: Usage }[];
  readonly firstContentMs: number | null;
  /** Null: beliefs cannot be asked of it, and the rules decide. */
  readonly features: Features | null;
  /** How it was judged; null where nobody rated it. */
  readonly row: Judged | null;
  /** What its words are to the new policy; null where the words are not at hand: then the recorded classification stands. */
  readonly anew: Asked | null;
}
