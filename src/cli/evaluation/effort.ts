/** The effort that a single request is proposed, by the signals and the router's own rules, where no route fixes it. */

import { chooseEffort } from '../../admin/judge-policy.ts';
import type { Classification } from '../../classify/contract.ts';
import { milliseconds } from '../../unit.ts';
import { readPolicyFile } from '../policy-files.ts';

const POLICY = `
tenant: evaluation
default: any
routes: [{ name: any, description: anything, effort: auto, models: { thinking: [deep], instant: [fast] } }]
models: { deep: { provider: local, id: deep }, fast: { provider: local, id: fast } }
providers: { local: { kind: loopback } }
plans: { any: { limits: [] } }
`;

const NOTHING: Classification = {
  matched: false,
  route: 'any',
  confidence: 1,
  alternatives: [],
  because: [],
  source: 'embedded',
  asked: ['embedded'],
  failures: [],
  said: [],
  tookMs: milliseconds(0),
};

const read = readPolicyFile(POLICY);

/** Whether a request with these words is proposed the effort `thinking`. */
export function thinks(text: string): boolean {
  if (!read.ok) throw new Error(`The policy of the evaluation is at fault: ${JSON.stringify(read.problems)}`);
  return chooseEffort(read.policy, [{ role: 'user', text }], NOTHING).effort === 'thinking';
}
