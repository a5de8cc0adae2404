/**
 * What `npm run policy` makes of one policy: lint and route tests, with the classifier and the router that requests meet
 * in the Worker. The rooms know nothing of each other, so they are joined here, as in `approach.ts`.
 */

import type { Classification } from '../classify/contract.ts';
import { compileRoutes } from '../classify/embedded.ts';
import { type LintReport, lintRoutes } from '../classify/lint.ts';
import { type ChosenEffort, type RouteTestResult, runRouteTests } from '../classify/route-tests.ts';
import { readSignals } from '../classify/signals.ts';
import { Refusal } from '../error.ts';
import { propose } from '../route/propose.ts';
import type { Policy } from '../tenant/policy.ts';
import type { Turn } from '../wire/ask.ts';
import { readChat } from '../wire/chat.ts';

export const lintPolicy = (policy: Policy): Promise<LintReport> =>
  lintRoutes({ routes: [...policy.routes.values()], defaultRoute: policy.default, compile: compileRoutes });

/** With the embedded classifier alone: it is the same for everybody, and asks nobody. */
export const testPolicy = (policy: Policy): Promise<RouteTestResult[]> =>
  runRouteTests({
    policy,
    classifiers: [compileRoutes([...policy.routes.values()])],
    chooseEffort: (turns, classification) => chooseEffort(policy, turns, classification),
  });

const NO_HEADERS = { user: null, session: null, effort: null };

/** The effort proposed for a request of these turns with `model: auto`, by a key that may use every model. */
function chooseEffort(policy: Policy, turns: readonly Turn[], classification: Classification): ChosenEffort {
  const messages = turns.map(({ role, text }) => ({ role, content: text }));
  const ask = readChat({ json: { messages }, bytes: Buffer.byteLength(JSON.stringify(messages)) }, NO_HEADERS);
  const question = { ask, classification, signals: readSignals(ask), policy, entitled: null, unusable: () => null };
  try {
    const { rungs, reason, why } = propose({ id: 'dec_test', ...question });
    const detail = why.find(({ rule }) => rule === reason)?.detail;
    return { effort: rungs[0].effort, why: detail === undefined ? reason : `${reason}: ${detail}` };
  } catch (error) {
    if (error instanceof Refusal) return { effort: null, why: error.message };
    throw error;
  }
}
