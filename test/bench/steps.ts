/** The steps of a request's way, and which functions of src begin them. */

export const STEPS = [
  'authenticate',
  'load the policy',
  'read the body',
  'read the request',
  'read the signals',
  'classify',
  'propose',
  'ask the account',
  'account object: admit',
  'account object: settle',
  'account object: alarms and the rest',
  'tenant object',
  'decide, and its headers',
  'call the provider',
  'relay the answer, metered',
  'conclude and record',
  'learning',
  'the way itself, and Hono',
  'of no step',
  'garbage collector',
] as const;

export type Step = (typeof STEPS)[number];

/**
 * Who begins a step, as `<file within src>#<function>`. A function that is none of these belongs to its caller: the same
 * rules run in the Worker and in the objects, and the same formats are read and written.
 */
const BEGUN_BY: readonly (readonly [RegExp, Step])[] = [
  [/^quota\/account\.ts#(admit|peek|#admit|#untilKnown)/, 'account object: admit'],
  [/^quota\/account\.ts#settle/, 'account object: settle'],
  [/^quota\/(account|borrower|reporter|publisher|teacher)\.ts#/, 'account object: alarms and the rest'],
  [/^quota\/(tenant|slices|policy-contract)\.ts#/, 'tenant object'],
  [/^quota\/client\.ts#(admit|peek|#reach|AccountClient)|^quota\/pooled\.ts#/, 'ask the account'],
  [/^tenant\/(caller|key|key-records)\.ts#/, 'authenticate'],
  [/^tenant\//, 'load the policy'],
  [/^wire\/body\.ts#/, 'read the body'],
  [/^wire\/(headers|session|question|[^/]+\/read)\.ts#/, 'read the request'],
  [/^classify\/signals\.ts#/, 'read the signals'],
  [/^classify\/(cascade|classifiers)\.ts#/, 'classify'],
  [/^route\/propose\.ts#/, 'propose'],
  [/^route\/(decide|headers|issuer)\.ts#|^quota\/rate-limit\.ts#|^upgrade\.ts#/, 'decide, and its headers'],
  [
    /^provider\/(failover|calling|candidates|egress|patience|hedge|health|target|opened|read-ahead)\.ts#/,
    'call the provider',
  ],
  [/^(stream\/|takeover\.ts#)/, 'relay the answer, metered'],
  [/^(conclude|record|to-learn|curriculum|sightings)\.ts#/, 'conclude and record'],
  [/^learn\//, 'learning'],
];

/** Whoever is left: what no entry began, by the file of its innermost function. */
const LEFT: readonly (readonly [RegExp, Step])[] = [
  [/^quota\//, 'account object: alarms and the rest'],
  [/^classify\//, 'classify'],
  [/^route\//, 'propose'],
  [/^provider\//, 'call the provider'],
  [/^wire\//, 'relay the answer, metered'],
  [/^[^#]+#/, 'the way itself, and Hono'],
];

/** Of a stack of functions, the innermost first. */
export function stepOf(stack: readonly string[]): Step {
  for (const table of [BEGUN_BY, LEFT]) {
    for (const place of stack) {
      const step = table.find(([pattern]) => pattern.test(place))?.[1];
      if (step !== undefined) return step;
    }
  }
  return 'of no step';
}
