/**
 * Whether a value fits a JSON Schema, as far as this knows: what it does not know it does not find wanting. It is there to
 * see that an answer missed what was asked for, and not to vouch for one. Pure; bounded by `MAX_STEPS`, whatever the schema.
 */

type Json = Readonly<Record<string, unknown>>;

/** Schemas laid on values, and values that they list; past this nothing more is looked at. */
const MAX_STEPS = 20_000;
/** A schema that refers to itself, or to itself within itself, has no end. */
const MAX_DEPTH = 100;

export function fitsSchema(root: Json, value: unknown): boolean {
  let steps = 0;
  let depth = 0;

  const fits = (schema: unknown, value: unknown): boolean => {
    if (typeof schema === 'boolean') return schema;
    if (!isObject(schema) || steps++ > MAX_STEPS || depth > MAX_DEPTH) return true;
    depth++;
    const does = fitsWhole(schema, value);
    depth--;
    return does;
  };

  const isOneOf = (listed: readonly unknown[], value: unknown): boolean => {
    steps += listed.length;
    const written = JSON.stringify(value);
    return listed.some((each) => JSON.stringify(each) === written);
  };

  const fitsWhole = (schema: Json, value: unknown): boolean => {
    if (value === null && schema['nullable'] === true) return true;
    const { $ref, type, allOf, anyOf, oneOf } = schema;
    if (typeof $ref === 'string' && !fits(referred(root, $ref), value)) return false;
    if (type !== undefined && !listOf(type).some((each) => isOf(each, value))) return false;
    if (Array.isArray(schema['enum']) && !isOneOf(schema['enum'], value)) return false;
    if ('const' in schema && !isOneOf([schema['const']], value)) return false;
    if (Array.isArray(allOf) && !allOf.every((each) => fits(each, value))) return false;
    for (const some of [anyOf, oneOf]) if (Array.isArray(some) && !some.some((each) => fits(each, value))) return false;
    if (typeof value === 'number') return within(value, schema['minimum'], schema['maximum']);
    if (Array.isArray(value)) return fitsList(schema, value);
    return !isObject(value) || fitsObject(schema, value);
  };

  const fitsList = (schema: Json, value: readonly unknown[]): boolean => {
    const first = listOf(schema['prefixItems'] ?? []);
    if (!within(value.length, schema['minItems'], schema['maxItems'])) return false;
    return value.every((each, at) => fits(at < first.length ? first[at] : schema['items'], each));
  };

  const fitsObject = (schema: Json, value: Json): boolean => {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    if (!required.every((name) => typeof name !== 'string' || Object.hasOwn(value, name))) return false;
    const rest = 'patternProperties' in schema ? true : schema['additionalProperties'];
    return Object.entries(value).every(([name, each]) =>
      fits(Object.hasOwn(properties, name) ? properties[name] : rest, each),
    );
  };

  return fits(root, value);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const within = (value: number, least: unknown, most: unknown): boolean =>
  !(typeof least === 'number' && value < least) && !(typeof most === 'number' && value > most);

/** A name that is none of JSON Schema's is not known. */
function isOf(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

/** What `#/$defs/name` refers to; undefined, which all fits, for what is not in the schema itself. */
function referred(root: Json, ref: string): unknown {
  if (!ref.startsWith('#')) return undefined;
  const steps = ref.slice(1).split('/').slice(1);
  return steps.reduce<unknown>((at, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, root);
}
