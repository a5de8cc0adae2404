/** What the user's latest words are about and what they ask for, by the names of CONTRACT §5. Pure. */

import { learned } from './learned.ts';
import type { Wishes } from './wishes.ts';

/** Small talk is made of words that stand in any talk: it must be so many times as likely as the next domain. */
const SMALLTALK_LEAD = 2;
/** Below it no domain is much likelier than chance: the words are about nothing in particular. */
const LEAST_DOMAIN = 0.06;

const SMALLTALK = 'smalltalk';

export interface Subject {
  readonly domain: string;
  readonly action: string;
}

export function readSubject({ domains, words, actions }: Wishes): Subject {
  if (words === 0) return { domain: SMALLTALK, action: 'chat' };
  let action = 'chat';
  let most = actions.of(action);
  for (const [label, name] of actions.labels.entries()) {
    const probability = actions.values[label] ?? 0;
    if (probability <= most) continue;
    action = name;
    most = probability;
  }
  return { domain: likeliestDomain(domains), action };
}

function likeliestDomain(probabilities: Float64Array): string {
  const { labels } = learned('domains');
  let domain = SMALLTALK;
  let most = Math.max(LEAST_DOMAIN, (probabilities[labels.indexOf(SMALLTALK)] ?? 0) / SMALLTALK_LEAD);
  for (let label = 0; label < probabilities.length; label++) {
    const probability = probabilities[label] ?? 0;
    const name = labels[label];
    if (name === undefined || name === SMALLTALK || probability < most) continue;
    domain = name;
    most = probability;
  }
  return domain;
}
