/**
 * Ten groups of users who speak of things of their own, two on each route of the policy: a router that only knew the route
 * could not tell them apart. What a user asks is a template with words put in: some hundred requests a group.
 */

import type { Random } from '../../support/random.ts';

export interface Speech {
  readonly name: string;
  /** The route of `policy.ts` that their requests are for. */
  readonly route: 'technical' | 'professional' | 'leisure' | 'culture' | 'desk';
  /** `{a}` and `{b}` stand for a word of each list. */
  readonly templates: readonly [string, ...string[]];
  readonly a: readonly [string, ...string[]];
  readonly b: readonly [string, ...string[]];
}

export const GROUPS = [
  {
    name: 'developers',
    route: 'technical',
    templates: [
      'write a {a} function that parses {b}',
      'my {a} code crashes when it reads {b}',
      'refactor this {a} class so that it caches {b}',
      'add unit tests in {a} for the module that validates {b}',
      'why does the {a} compiler complain about {b}',
      'review this {a} pull request that serialises {b}',
    ],
    a: ['Python', 'TypeScript', 'Rust', 'Go', 'Java', 'C++', 'Kotlin', 'Ruby'],
    b: [
      'JSON tokens',
      'CSV files',
      'a linked list',
      'HTTP headers',
      'a binary tree',
      'log lines',
      'null pointers',
      'YAML',
    ],
  },
  {
    name: 'mathematicians',
    route: 'technical',
    templates: [
      'prove that {a} is bounded for every {b}',
      'compute the integral of {a} over {b}',
      'find all eigenvalues of {a} restricted to {b}',
      'show by induction that {a} divides {b}',
      'what is the limit of {a} as it approaches {b}',
      'derive a closed formula for {a} in terms of {b}',
    ],
    a: [
      'a polynomial',
      'the sine series',
      'a Hermitian matrix',
      'the gamma function',
      'a convex sequence',
      'the determinant',
    ],
    b: [
      'a prime number',
      'the unit circle',
      'a compact interval',
      'an infinite set',
      'the complex plane',
      'a vector space',
    ],
  },
  {
    name: 'lawyers',
    route: 'professional',
    templates: [
      'draft a clause on {a} for {b}',
      'is {a} enforceable against {b} under contract law',
      'summarise the case law on {a} where {b} is the defendant',
      'which statute governs {a} between {b} and the state',
      'what damages can {b} claim for {a}',
      'explain the liability of {b} for {a}',
    ],
    a: [
      'early termination',
      'negligence',
      'a trademark dispute',
      'breach of warranty',
      'an indemnity',
      'a non-compete',
    ],
    b: ['a landlord', 'a subcontractor', 'a minority shareholder', 'a franchisee', 'an employer', 'a licensee'],
  },
  {
    name: 'clinicians',
    route: 'professional',
    templates: [
      'what is the first-line treatment of {a} in {b}',
      'give the differential diagnosis of {a} in {b}',
      'which dose of medication suits {b} with {a}',
      'list contraindications when {b} presents with {a}',
      'explain the pathophysiology of {a} in {b}',
      'how should {a} be monitored in {b}',
    ],
    a: ['hypertension', 'acute asthma', 'type 2 diabetes', 'atrial fibrillation', 'pneumonia', 'migraine', 'anaemia'],
    b: [
      'an elderly patient',
      'a pregnant woman',
      'a newborn',
      'a patient with renal failure',
      'an adolescent',
      'an athlete',
    ],
  },
  {
    name: 'cooks',
    route: 'leisure',
    templates: [
      'a recipe for {a} with {b}',
      'how long do I bake {a} stuffed with {b}',
      'what can replace {b} in {a}',
      'suggest a side dish of {b} for {a}',
      'my {a} tastes bland, should I add {b}',
      'plan a dinner menu around {a} and {b}',
    ],
    a: ['lasagne', 'chicken curry', 'sourdough bread', 'vegetable soup', 'risotto', 'apple pie', 'ramen'],
    b: ['garlic butter', 'fresh basil', 'roasted pumpkin', 'goat cheese', 'coconut milk', 'smoked paprika', 'lentils'],
  },
  {
    name: 'travellers',
    route: 'leisure',
    templates: [
      'plan a {a} trip to {b}',
      'which hotels suit a {a} stay in {b}',
      'do I need a visa for a {a} visit to {b}',
      'the best train connections to {b} for a {a} holiday',
      'what should I pack for a {a} tour of {b}',
      'compare flights to {b} for a {a} journey',
    ],
    a: ['weekend', 'two-week', 'budget', 'family', 'solo', 'honeymoon', 'winter'],
    b: ['Lisbon', 'Kyoto', 'Iceland', 'Patagonia', 'Vienna', 'Morocco', 'Vietnam', 'New Zealand'],
  },
  {
    name: 'novelists',
    route: 'culture',
    templates: [
      'write a short poem about {a} and {b}',
      'describe {a} through the eyes of {b}',
      'continue the story in which {b} finds {a}',
      'give me a plot twist where {b} loses {a}',
      'invent a dialogue between {b} and a ghost about {a}',
      'rewrite the opening scene so that {b} fears {a}',
    ],
    a: [
      'an abandoned lighthouse',
      'the last letter',
      'a frozen river',
      'a broken violin',
      'the red door',
      'a lost map',
    ],
    b: ['a retired sailor', 'an orphan', 'a jealous queen', 'a young detective', 'a clockmaker', 'a wandering monk'],
  },
  {
    name: 'historians',
    route: 'culture',
    templates: [
      'how did {a} change {b}',
      'what caused {a} in {b}',
      'compare the effects of {a} on {b} and its neighbours',
      'which sources describe {a} in {b}',
      'who profited from {a} in {b}',
      'summarise the historiography of {a} in {b}',
    ],
    a: [
      'the Black Death',
      'the industrial revolution',
      'colonial trade',
      'the Reformation',
      'a peasant revolt',
      'the war',
    ],
    b: ['medieval France', 'the Ottoman Empire', 'Victorian England', 'Ming China', 'the Roman Republic', 'Prussia'],
  },
  {
    name: 'analysts',
    route: 'desk',
    templates: [
      'calculate {a} of {b} for the last quarter',
      'forecast {a} of {b} for next year',
      'why did {a} of {b} fall below budget',
      'build a spreadsheet that tracks {a} of {b}',
      'which ratio shows {a} of {b} best to investors',
      'write an earnings note on {a} of {b}',
    ],
    a: ['the cash flow', 'gross margin', 'working capital', 'return on equity', 'net debt', 'operating income'],
    b: ['a retail chain', 'a pension fund', 'our subsidiary', 'a mining stock', 'the bond portfolio', 'an insurer'],
  },
  {
    name: 'helpdesk',
    route: 'desk',
    templates: [
      'a customer cannot connect {a} to {b}',
      'reset the password of {a} on {b}',
      '{a} shows an error after the update of {b}',
      'how do I install the driver of {a} on {b}',
      'reply to a complaint that {a} freezes {b}',
      'restore the settings of {a} from {b}',
    ],
    a: ['a printer', 'a webcam', 'the scanner', 'a headset', 'the VPN client', 'the mailbox', 'a docking station'],
    b: ['Windows', 'the office network', 'a MacBook', 'the router', 'an Android tablet', 'the intranet', 'a backup'],
  },
] as const satisfies readonly Speech[];

/** What somebody of a group asks next. */
export function nextAsk({ templates, a, b }: Speech, random: Random): string {
  return random.pick(templates).replace('{a}', random.pick(a)).replace('{b}', random.pick(b));
}
