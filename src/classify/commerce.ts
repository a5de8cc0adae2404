/**
 * Whether the user's latest words want goods or services, of which trade, and whether an offer would be wrong. Where an
 * offer would be wrong (crisis, grief, minors, relapse, weapons, distress) that wins over every wish to buy. Pure.
 */

import type { Commerce, CommerceIntent } from './contract.ts';
import type { Wishes } from './wishes.ts';

/** An offer is named at this probability: by cross-validation 5 % of the informational and sensitive rows reach it. */
const LEAST_OFFER = 0.6;
/** Far less is enough to hold that offer back. */
const LEAST_SENSITIVE = 0.25;

const NO_OFFERS = ['informational', 'sensitive', 'none'] as const;

/** `before` reads the user turn before, if there is one; it is asked only where an offer would follow it. */
export function readCommerce(wishes: Wishes, before: () => Wishes | null): Commerce {
  const { intent, offer } = intentOf(wishes);
  if (intent === 'none') return { intent, vertical: 'none', confidence: rounded(offer) };
  const previous = isOffer(intent) ? before() : null;
  // "How much is it?" after words of despair is no purchase.
  if (previous !== null && intentOf(previous).intent === 'sensitive') {
    return { intent: 'sensitive', vertical: verticalOf(wishes), confidence: 0 };
  }
  return { intent, vertical: verticalOf(wishes), confidence: rounded(offer) };
}

const isOffer = (intent: CommerceIntent): boolean => intent === 'transactional' || intent === 'commercial';

function intentOf({ words, intents }: Wishes): { readonly intent: CommerceIntent; readonly offer: number } {
  if (words === 0) return { intent: 'none', offer: 0 };
  const of = (intent: CommerceIntent): number => intents.of(intent);
  const offer = of('transactional') + of('commercial');
  if (offer >= LEAST_OFFER) {
    if (of('sensitive') >= LEAST_SENSITIVE) return { intent: 'sensitive', offer };
    return { intent: of('transactional') >= of('commercial') ? 'transactional' : 'commercial', offer };
  }
  return { intent: NO_OFFERS.reduce((best, intent) => (of(intent) > of(best) ? intent : best)), offer };
}

/** The likeliest trade; `none` must be likelier than all of them together, since the intent says that there is one. */
function verticalOf({ verticals }: Wishes): string {
  if (verticals.of('none') > 0.5) return 'none';
  let [vertical, most] = ['none', 0];
  for (const [label, name] of verticals.labels.entries()) {
    const probability = verticals.values[label] ?? 0;
    if (name === 'none' || probability <= most) continue;
    [vertical, most] = [name, probability];
  }
  return vertical;
}

const rounded = (probability: number): number => Math.round(probability * 1000) / 1000;
