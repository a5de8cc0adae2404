/**
 * A JSON Schema as Anthropic's structured output takes it: every object closed, and what it does not enforce told in the
 * description instead, as its own client libraries do.
 * https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */

type Schema = Readonly<Record<string, unknown>>;

const UNENFORCED: ReadonlySet<string> = new Set([
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
]);
const NAMED: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
const LISTED: ReadonlySet<string> = new Set(['anyOf', 'allOf', 'oneOf', 'prefixItems']);

/** `about`: what the client says of the schema as a whole, which has no place beside it, and one within. */
export function outputSchema(schema: Schema, about: string | null = null): Schema {
  const kept: Record<string, unknown> = {};
  const told: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (UNENFORCED.has(name) || (name === 'minItems' && Number(value) > 1))
      told.push(`${name}: ${JSON.stringify(value)}`);
    else if (NAMED.has(name) && isSchema(value)) {
      kept[name] = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, within(one)]));
    } else if (LISTED.has(name) && Array.isArray(value)) kept[name === 'oneOf' ? 'anyOf' : name] = value.map(within);
    else kept[name] = name === 'items' || name === 'additionalProperties' ? within(value) : value;
  }
  // An object of which nothing is said holds nothing once it is closed: that is left to the provider to refuse.
  if (schema['type'] === 'object' || isSchema(schema['properties'])) kept['additionalProperties'] = false;
  if (told.length === 0 && about === null) return kept;
  const { description } = schema;
  const said = [about, description].filter((words) => typeof words === 'string');
  return { ...kept, description: [...said, ...told].join('; ') };
}

const within = (value: unknown): unknown => (isSchema(value) ? outputSchema(value) : value);

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
