/** The cap on an answer that a provider of another wire is told: the ledger's, else the client's own; null: none. */

import type { Order, Target } from './contract.ts';

/** The ledger sized its cap for the first candidate: a fallback with a shorter context would refuse it. */
export function outputCapOf({ model }: Target, { ask, decision, outputCap }: Order): number | null {
  if (outputCap === null) return ask.outputLimit;
  if (model.context === null) return outputCap;
  return Math.min(outputCap, Math.max(1, model.context - decision.signals.inputTokens));
}
