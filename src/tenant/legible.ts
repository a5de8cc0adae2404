/**
 * What can be read of a document that may have faults, so that one fault does not hide the next: `check.ts` looks at
 * this, while the schema reports everything that is undefined here. Nothing else may use it.
 */

import * as z from 'zod';
import { once } from '../once.ts';
import { DEFAULTS } from './defaults.ts';

/** The value if it has the shape, and undefined if it has not. */
const legible = <Shape extends z.ZodType>(shape: Shape) => shape.optional().catch(undefined);

const textSchema = once(() => legible(z.string()));
const textsSchema = once(() => legible(z.array(textSchema())));

/** Present but illegible must not look absent, so what matters by its presence stays unknown. */
const presentSchema = once(() => z.unknown().optional());

const thenSchema = once(() => legible(z.enum(['thinking', 'instant', 'mini', 'refuse'])));

const ofSchema = once(() => z.enum(['requests', 'tokens', 'cost']));

const limitSchema = once(() =>
  z.object({
    id: textSchema(),
    of: legible(ofSchema()),
    effort: presentSchema(),
    max: legible(z.number()),
    per: textSchema(),
    then: thenSchema(),
  }),
);

const routeSchema = once(() =>
  z.object({
    name: textSchema(),
    models: legible(z.object({ thinking: textsSchema(), instant: textsSchema(), mini: textsSchema() })),
  }),
);
const modelSchema = once(() => z.object({ provider: textSchema(), id: textSchema(), price: presentSchema() }));
const providerSchema = once(() => z.object({ kind: textSchema(), key: presentSchema(), baseUrl: textSchema() }));
const escalationSchema = once(() =>
  z.object({
    ...{ id: textSchema(), max: legible(z.number()), per: textSchema() },
    of: presentSchema().transform((written) =>
      written === undefined ? DEFAULTS.escalation.of : ofSchema().safeParse(written).data,
    ),
  }),
);
const planSchema = once(() =>
  z.object({
    limits: z.array(limitSchema().catch({})).catch([]),
    escalation: legible(escalationSchema()),
    upgradeUrl: textSchema(),
  }),
);

const testSchema = once(() => z.object({ say: presentSchema(), turns: presentSchema(), expect: textSchema() }));

/** A section that is missing or no list or object at all is undefined: what it defines is then not known, rather than nothing. */
const legibleSchema = once(() =>
  z
    .object({
      tenant: textSchema(),
      default: textSchema(),
      classifier: z.object({ order: textsSchema(), workersAi: presentSchema(), remote: presentSchema() }).catch({}),
      routes: legible(z.array(routeSchema().catch({}))),
      models: legible(z.record(z.string(), modelSchema().catch({}))),
      providers: legible(z.record(z.string(), providerSchema().catch({}))),
      plans: legible(z.record(z.string(), planSchema().catch({ limits: [] }))),
      budget: legible(limitSchema()),
      // An entry that is no object at all is the schema's to report: it does not lack something to say as well.
      tests: legible(z.array(testSchema().catch({ say: null }))),
    })
    .catch({ classifier: {} }),
);

export type LegibleDocument = z.infer<ReturnType<typeof legibleSchema>>;
export type LegibleLimit = z.infer<ReturnType<typeof limitSchema>>;

/** Never fails: of a document that is no object at all, nothing can be read. */
export const readLegible = (document: unknown): LegibleDocument => legibleSchema().parse(document);
