/** The decision as response headers (CONTRACT §3): on every answer that got as far as a decision, errors included. */

import type { Decision } from './decision.ts';

export function decisionHeaders(decision: Decision): Record<string, string> {
  return {
    'x-signalbox-decision': decision.id,
    'x-signalbox-route': decision.route,
    'x-signalbox-effort': decision.effort,
    'x-signalbox-model': decision.model,
    'x-signalbox-reason': decision.reason,
    'x-signalbox-confidence': decision.confidence.toFixed(2),
    'x-signalbox-policy': `${decision.policy.tenant}@${decision.policy.version}`,
    ...(decision.degraded === null ? {} : { 'x-signalbox-degraded': decision.degraded }),
  };
}
