/**
 * What a policy means where it is silent, and how large it may be. The schema fills these in and shows them to an
 * editor; nothing after it knows of a default.
 */

export const DEFAULTS = {
  classifier: { order: ['embedded'], confidence: 0.6, deadlineMs: 150 },
  route: { effort: 'auto' },
  timeouts: { firstByteMs: 30_000, idleMs: 30_000, totalMs: 300_000 },
  /** What every model that reasons understands; `minimal` and `none` are newer than some of them. */
  thought: { thinking: 'high', instant: 'low', mini: 'low' },
  session: { sticky: true, idleMinutes: 10 },
  escalation: { of: 'cost' },
  onHangup: 'cancel',
  takeover: false,
  /** When it is on: as long as most of what is asked in passing, and cheap to read twice. */
  hedge: { maxInputTokens: 2000 },
  /**
   * A cent must gain a tenth of the way from a bad answer to a good one; time costs nothing until the tenant says so. Nothing
   * is explored unasked.
   */
  learning: {
    enabled: true,
    objective: { cost: 10, latency: 0 },
    canary: 0.1,
    reward: { correct: 1, rating: 0.5, switched: 0.4, regenerated: 0.3, abandoned: 0.15, weak: 0.1 },
    explore: { bound: 0.1, probes: 20 },
  },
} as const;

/** Sizes that CONTRACT §7 promises, and bounds that keep every number exact and every timer within what a clock can hold. */
export const SIZES = {
  /** UTF-8 bytes of the document as JSON. It is parsed in the isolate that answers everyone else, so it is bounded. */
  documentBytes: 1_048_576,
  routes: 500,
  examplesPerRoute: 100,
  models: 200,
  tests: 500,
  turnsPerTest: 100,
  /** A window's usage is kept for as long as the window is. */
  perDays: 3_650,
  /** Requests or tokens of one limit. */
  count: 1_000_000_000_000,
  /** A thousand million dollars are 1e15 micro-dollars: still an exact integer. */
  costUsd: 1_000_000_000,
  /** Far above any model: a price this high was meant for another unit. */
  usdPerMillionTokens: 10_000,
  usdPerRequest: 100,
  /** No provider has more than two. */
  priceTiers: 8,
  thoughtTokens: 1_000_000,
  urlCharacters: 2_048,
  classifierMs: 60_000,
  timeoutMs: 3_600_000,
  sessionIdleMinutes: 10_080,
} as const;
