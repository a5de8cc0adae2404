/**
 * Whether a policy may be put, and what is to be said of it. Two things refuse one: a document that is invalid, because
 * it cannot be served, and tests of its own that fail, because the tenant wrote down that they must not (`?force=1` puts
 * it all the same). What lint finds never does, errors included. Lint is a classifier's opinion of words, and changes with
 * the classifier: a policy that was fine yesterday must not become one that nobody can mend in a hurry, to take a dead
 * provider out of it, say.
 *
 * What it costs in CPU: 0.2 s for 30 routes with 20 examples each; 1.5 s for 500 with 15 and 2.5 s for 500 with 60, most
 * of it to compile them; 11 s for the worst 1 MB that was tried. A paid plan has 30 s for a request. The free plan has
 * 10 ms, which are for no PUT: there a document goes into KV by wrangler, and `npm run policy` judges it before.
 */

import { clock } from '../approach.ts';
import type { LintReport } from '../classify/lint.ts';
import type { Env } from '../env.ts';
import { Refusal } from '../error.ts';
import { readPolicy } from '../tenant/normalise.ts';
import type { Policy, TenantId } from '../tenant/policy.ts';
import { bookNotes } from '../tenant/price-notes.ts';
import type { Problem } from '../tenant/problem.ts';
import { secretWarnings } from '../tenant/warnings.ts';
import { deploymentWarnings } from './deployment-warnings.ts';
import { judgePolicy, problemOf } from './judge-policy.ts';

/** What lint classifies at most here, of which the answer tells: half of what `npm run policy lint` does. */
const LINTED_TEXTS = 1000;

interface Accepted {
  readonly policy: Policy;
  readonly warnings: readonly Problem[];
}

/** `force`: failed tests are warnings. Throws Refusal `invalid_policy` for one that may not be put, with every reason. */
export async function acceptPolicy(json: unknown, tenant: TenantId, env: Env, force: boolean): Promise<Accepted> {
  const { allowLocalUpstreams, secret } = env;
  const read = readPolicy(json, { tenant, version: 0, allowLocalUpstreams });
  if (!read.ok) {
    const message = `The policy is invalid: ${told(read.problems)} Nothing was changed.`;
    throw new Refusal({ code: 'invalid_policy', message, problems: read.problems });
  }
  const judge = judgePolicy(read.policy, () => scheduler.wait(0));
  const failed = (await judge.test()).map(problemOf).filter((problem) => problem !== null);
  if (failed.length > 0 && !force) {
    const message = `Of the policy's ${read.policy.tests.length} tests ${failed.length} failed: ${told(failed)} Nothing was changed. Mend the routes or the tests; ?force=1 puts the policy as it is.`;
    throw new Refusal({ code: 'invalid_policy', message, problems: failed });
  }
  const { findings, sampled } = await judge.lint(LINTED_TEXTS);
  const book = bookNotes(read.policy, clock());
  const warnings = [
    ...failed,
    ...findings.map(({ path, message }) => ({ path, message })),
    ...read.warnings,
    ...judge.warnings(),
    ...secretWarnings(read.policy, secret),
    ...deploymentWarnings(read.policy, { secret, hasAi: env.ai !== undefined }),
    ...(sampled.read < sampled.of ? [partlyRead(sampled)] : []),
    ...book.warnings,
    ...book.notes,
  ];
  return { policy: read.policy, warnings };
}

/** The first problem, for those who show the message alone. */
function told([first, ...more]: readonly Problem[]): string {
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : ` (and ${more.length} more, see problems)`;
  return `${first.path === '' ? '' : `${first.path}: `}${first.message}${others}`;
}

function partlyRead({ read, of }: LintReport['sampled']): Problem {
  const message = `Lint tried ${read} of the ${of} phrases and examples of this policy, of every route an even share. More of them: npm run policy lint.`;
  return { path: 'routes', message };
}
