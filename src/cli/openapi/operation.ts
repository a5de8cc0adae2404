/** One operation of the API, written short, and as OpenAPI 3.1 has it. https://spec.openapis.org/oas/v3.1.1.html */

import * as z from 'zod';
import { refusals } from './errors.ts';

export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** As app.ts has it, with `:tenant`. */
  readonly path: string;
  readonly summary: string;
  /** Who may call: with an API key, with an admin token, anybody. */
  readonly by: 'key' | 'admin' | 'anybody';
  readonly query?: z.ZodObject;
  /** Names of shared headers that it reads. */
  readonly reads?: readonly string[];
  readonly body?: z.ZodType | string;
  readonly answers: {
    readonly status?: number;
    readonly description: string;
    /** A schema, or the name of one in components; null: what the wire says. */
    readonly schema: z.ZodType | string | null;
    /** Names of shared headers that it carries. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly streams?: boolean;
  };
  readonly codes: readonly string[];
  readonly anthropic?: boolean;
}

/** A schema as OpenAPI 3.1 has it, which is JSON Schema 2020-12: what is sent for `input`, what is answered for `output`. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    ...{ io, unrepresentable: 'any' },
    override: ({ jsonSchema: made }) => {
      // The format says it, in a twentieth of the bytes.
      if (made.format === 'date-time') delete made.pattern;
      // An answer may have more one day, and clients are to pass over it.
      if (io === 'output' && made.additionalProperties === false) delete made.additionalProperties;
    },
  });
  return rest;
}

const schemaOf = (schema: z.ZodType | string, io: 'input' | 'output'): object =>
  typeof schema === 'string' ? { $ref: `#/components/schemas/${schema}` } : jsonSchema(schema, io);

export const templated = (path: string): string => path.replace(/:([a-z]+)/g, '{$1}');

/** The header that names a user is a shared parameter too, by that name. */
const componentOf = (name = ''): string => (name === 'user' ? 'ofuser' : name);

/** The operation's object, without its path and method. */
export function described(operation: Operation): object {
  const { path, summary, by, query, reads = [], body, answers, codes, anthropic = false } = operation;
  const parameters = [
    ...[...path.matchAll(/:([a-z]+)/g)].map(([, name]) => ({ $ref: `#/components/parameters/${componentOf(name)}` })),
    ...reads.map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ...Object.entries(query?.shape ?? {}).map(([name, each]) => ({
      ...{ name, in: 'query', required: false },
      schema: each instanceof z.ZodType ? jsonSchema(each, 'input') : {},
    })),
  ];
  const { status = 200, description, schema, headers = {}, streams = false } = answers;
  const content = {
    'application/json': { schema: schema === null ? { type: 'object' } : schemaOf(schema, 'output') },
    ...(streams ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
  };
  const carried = Object.entries(headers).map(([name, component]) => [
    name,
    { $ref: `#/components/headers/${component}` },
  ]);
  const answer = { description, ...(carried.length === 0 ? {} : { headers: Object.fromEntries(carried) }), content };
  const security = { key: [{ apiKey: [] }, { xApiKey: [] }], admin: [{ adminToken: [] }], anybody: [] }[by];
  const all = by === 'admin' ? ['unavailable', 'invalid_api_key', 'not_allowed', ...codes] : codes;
  return {
    summary,
    tags: [by === 'admin' ? 'admin' : 'data plane'],
    security,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: { [status]: answer, ...refusals(all, anthropic) },
  };
}
