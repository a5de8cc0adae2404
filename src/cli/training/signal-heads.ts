/**
 * The heads that signals are read off: domains first, since the others see its answer; then actions, verticals, commerce,
 * needs and asked effort. Learned from the taxonomy and from `src/classify/labels`.
 */

import { join } from 'node:path';
import { askedFeatures } from '../../classify/asked-features.ts';
import type { FeatureVector } from '../../classify/feature-vector.ts';
import { HeadTable } from '../../classify/head-table.ts';
import type { Head, HeadRows } from '../../classify/heads.ts';
import { readLanguage } from '../../classify/language.ts';
import { sentencesOf } from '../../classify/learned-asked.ts';
import { packHeads, unpackHeads } from '../../classify/packed-heads.ts';
import { readWant, type Want, wordsOf } from '../../classify/want.ts';
import { fold } from '../../classify/words.ts';
import { type Ask, readAsks, readWordLists } from './asks.ts';
import { type LabelledSet, readActions, readDomains, readLabelFiles } from './taxonomy.ts';
import { trainHead } from './train-head.ts';

/** Domains of the taxonomy that CONTRACT §5 has another name for. The rest keep their own. */
const DOMAIN_NAMES: Readonly<Record<string, string>> = {
  astronomy: 'science',
  engineering: 'science',
  banking: 'finance',
  insurance: 'finance',
  housing_rental: 'real_estate',
  hardware: 'it_support',
  transport: 'travel',
  gardening: 'home',
  social_media: 'marketing',
  fashion: 'shopping',
  human_resources: 'career',
  saas_support: 'customer_support',
  healthcare_services: 'medicine',
  student_services: 'education',
  city_services: 'government',
  player_support: 'gaming',
  hospitality_guest: 'travel',
  logistics_operations: 'business',
};

/** Requests of these domains are of no commerce, unless they look for a thing. */
const QUIET_DOMAINS = new Set(
  (
    'mathematics science history politics philosophy psychology language creative_writing religion coding cloud_devops ' +
    'data_analysis smalltalk'
  ).split(' '),
);
const SEEKING_ACTIONS = new Set(['recommend', 'lookup', 'compare']);
/** Of the taxonomy's texts of quiet domains, one in so many is shown to the head of commerce. */
const QUIET_STEP = 20;

/** Texts of our own weigh twice those of the taxonomy, which are many and short. */
const OWN_TIMES = 2;

/** `classify` is the folder `src/classify`. */
export async function trainSignalHeads(classify: string): Promise<readonly HeadRows[]> {
  const taxonomy = join(classify, 'taxonomy');
  const labels = (file: string): string => join(classify, 'labels', file);
  const asks = await readAsks([labels('asks.yaml'), labels('asks-long.yaml')]);
  const domainTexts = await readDomains(taxonomy);
  const domainSet = merged(
    renamed(domainTexts, DOMAIN_NAMES),
    repeated(await readWordLists(labels('domain-words.yaml')), OWN_TIMES),
    repeated(await readWordLists(labels('domain-words-more.yaml')), OWN_TIMES),
    repeated(setOf(asks, 'domain'), OWN_TIMES),
  );
  const domains = trainHead({
    ...{ name: 'domains', set: domainSet, epochs: 8, minRows: 2, weights: 90_000 },
    featuresOf: (text) => wordsOf(text, readLanguage(text)).asMap(),
  });
  const domainHead = asShipped(domains);
  const domainTable = new HeadTable([domainHead]);
  const domainsOf = (subject: FeatureVector): Float64Array => domainTable.reading().add(subject).of(domainHead);
  const read = (text: string): Want => readWant(text, readLanguage(text), domainsOf);
  const subjectOf = (text: string): ReadonlyMap<number, number> => read(text).subject.asMap();
  const vectorOf = (text: string): ReadonlyMap<number, number> => {
    const { subject, cues } = read(text);
    return new Map([...subject.asMap(), ...cues.asMap()]);
  };

  const commerceFiles = ['commerce.yaml', 'commerce-more-1.yaml', 'commerce-more-2.yaml', 'commerce-more-3.yaml'];
  const needsFiles = ['needs.yaml', 'needs-more.yaml', 'needs-more-2.yaml'];
  const askedFiles = ['asked.yaml', 'asked-more.yaml'];
  const quiet = asks.filter(({ domain, action }) => QUIET_DOMAINS.has(domain) && !SEEKING_ACTIONS.has(action));
  const quietTexts = domainTexts.rows
    .filter(({ label }) => QUIET_DOMAINS.has(domainTexts.labels[label] ?? ''))
    .filter((_, at) => at % QUIET_STEP === 0);
  return [
    domains,
    trainHead({
      ...{ name: 'actions', epochs: 12, minRows: 2, weights: 25_000, featuresOf: vectorOf },
      set: merged(await readActions(taxonomy), setOf(asks, 'action')),
    }),
    trainHead({
      ...{ name: 'verticals', epochs: 12, minRows: 2, weights: 10_000, featuresOf: subjectOf },
      set: merged(
        repeated(await readLabelFiles([labels('commerce.yaml')], 'verticals'), OWN_TIMES),
        repeated(await readWordLists(labels('vertical-words.yaml')), OWN_TIMES),
      ),
    }),
    trainHead({
      ...{ name: 'commerce', epochs: 12, minRows: 2, weights: 26_000, featuresOf: vectorOf },
      set: merged(await readLabelFiles(commerceFiles.map(labels)), {
        labels: ['none'],
        rows: [...quiet, ...quietTexts].map(({ text }) => ({ text, label: 0 })),
      }),
    }),
    trainHead({
      ...{ name: 'needs', epochs: 12, minRows: 2, weights: 16_000, featuresOf: vectorOf },
      set: await readLabelFiles(needsFiles.map(labels)),
    }),
    trainHead({
      ...{ name: 'asked', epochs: 12, minRows: 2, weights: 5000 },
      featuresOf: (sentence) => askedFeatures(sentence)?.asMap() ?? new Map(),
      set: sentences(
        merged(await readLabelFiles(askedFiles.map(labels)), {
          labels: ['none'],
          rows: asks.map(({ text }) => ({ text, label: 0 })),
        }),
      ),
    }),
  ];
}

/** Each sentence of a text as a text of its own, folded: a wish is written as one sentence. */
function sentences({ labels, rows }: LabelledSet): LabelledSet {
  return {
    labels,
    rows: rows.flatMap(({ text, label }) =>
      sentencesOf(fold(text), Number.POSITIVE_INFINITY).map((one) => ({ text: one, label })),
    ),
  };
}

/** The head as it is read at run time, its weights rounded: what is learned on top of it must see the same numbers. */
function asShipped(trained: HeadRows): Head {
  const head = unpackHeads(packHeads([trained])).get(trained.name);
  if (head === undefined) throw new Error(`The head "${trained.name}" was lost in packing.`);
  return head;
}

function setOf(asks: readonly Ask[], key: 'domain' | 'action'): LabelledSet {
  const labels = [...new Set(asks.map((ask) => ask[key]))];
  return { labels, rows: asks.map((ask) => ({ text: ask.text, label: labels.indexOf(ask[key]) })) };
}

const repeated = ({ labels, rows }: LabelledSet, times: number): LabelledSet => ({
  labels,
  rows: Array.from({ length: times }, () => rows).flat(),
});

/** Labels by their new names; those that then have the same name become one. */
function renamed({ labels, rows }: LabelledSet, names: Readonly<Record<string, string>>): LabelledSet {
  const after = labels.map((label) => names[label] ?? label);
  const distinct = [...new Set(after)];
  return {
    labels: distinct,
    rows: rows.map(({ text, label }) => ({ text, label: distinct.indexOf(after[label] ?? '') })),
  };
}

/** Labels of the same name are one label; the first set's come first. */
function merged(...sets: readonly LabelledSet[]): LabelledSet {
  const labels = [...new Set(sets.flatMap((set) => set.labels))];
  const rows = sets.flatMap((set) =>
    set.rows.map(({ text, label }) => ({ text, label: labels.indexOf(set.labels[label] ?? '') })),
  );
  return { labels, rows };
}
