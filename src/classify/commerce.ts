/**
 * Whether the user's latest words want goods or services, of which trade, and whether an offer would be wrong. Where an
 * offer would be wrong (crisis, grief, minors, relapse, weapons, distress) that wins over every wish to buy. Pure.
 */

import type { Commerce, CommerceIntent } from './contract.ts';
import { learned } from './learned.ts';
import type { Want } from './want.ts';
import { readWishes, type Wishes } from './wishes.ts';

/** An offer is named at this probability: by cross-validation 5 % of the informational and sensitive rows reach it. */
const LEAST_OFFER = 0.6;
/** Far less is enough to hold that offer back. */
const LEAST_SENSITIVE = 0.25;

const NO_OFFERS = ['informational', 'sensitive', 'none'] as const;

/** `before` reads the user turn before, if there is one; it is asked only where an offer would follow it. */
export function readCommerce(want: Want, wishes: Wishes, before: () => Want | null): Commerce {
  const { intent, offer } = intentOf(want, wishes);
  if (intent === 'none') return { intent, vertical: 'none', confidence: rounded(offer) };
  const previous = isOffer(intent) ? before() : null;
  // "How much is it?" after words of despair is no purchase.
  if (previous !== null && intentOf(previous, readWishes(previous)).intent === 'sensitive') {
    return { intent: 'sensitive', vertical: verticalOf(want), confidence: 0 };
  }
  return { intent, vertical: verticalOf(want), confidence: rounded(offer) };
}

const isOffer = (intent: CommerceIntent): boolean => intent === 'transactional' || intent === 'commercial';

function intentOf({ words }: Want, { intents }: Wishes): { readonly intent: CommerceIntent; readonly offer: number } {
  if (words === 0) return { intent: 'none', offer: 0 };
  const of = (intent: CommerceIntent): number => intents.get(intent) ?? 0;
  const offer = of('transactional') + of('commercial');
  if (offer >= LEAST_OFFER) {
    if (of('sensitive') >= LEAST_SENSITIVE) return { intent: 'sensitive', offer };
    return { intent: of('transactional') >= of('commercial') ? 'transactional' : 'commercial', offer };
  }
  return { intent: NO_OFFERS.reduce((best, intent) => (of(intent) > of(best) ? intent : best)), offer };
}

/** The likeliest trade; `none` must be likelier than all of them together, since the intent says that there is one. */
function verticalOf({ subject }: Want): string {
  const head = learned('verticals');
  const read = head.read(subject, 1);
  const none = head.labels.indexOf('none');
  if ((read[none] ?? 0) > 0.5) return 'none';
  read[none] = 0;
  return head.labels[read.indexOf(Math.max(...read))] ?? 'none';
}

const rounded = (probability: number): number => Math.round(probability * 1000) / 1000;
