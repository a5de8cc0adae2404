/** What a JSON Schema says that a provider does not enforce, as words for its model: it reads descriptions. */

/** Null: nothing that words would help with. */
export function inWords(keyword: string, value: unknown): string | null {
  const said = JSON.stringify(value);
  switch (keyword) {
    case 'default':
      return `default: ${said}`;
    case 'examples':
    case 'example':
      return `for example ${said}`;
    case 'format':
      return `format: ${String(value)}`;
    case 'pattern':
      return `matches the regular expression ${String(value)}`;
    case 'minLength':
      return `at least ${said} characters`;
    case 'maxLength':
      return `at most ${said} characters`;
    case 'multipleOf':
      return `a multiple of ${said}`;
    case 'minimum':
      return `at least ${said}`;
    case 'maximum':
      return `at most ${said}`;
    case 'minItems':
      return `at least ${said} items`;
    case 'maxItems':
      return `at most ${said} items`;
    case 'exclusiveMinimum':
      return `greater than ${said}`;
    case 'exclusiveMaximum':
      return `less than ${said}`;
    case 'uniqueItems':
      return value === true ? 'no item twice' : null;
    case 'minProperties':
      return `at least ${said} properties`;
    case 'maxProperties':
      return `at most ${said} properties`;
    case 'const':
    case 'enum':
      return `one of ${said}`;
    case 'patternProperties':
      return `properties whose names match a pattern: ${said}`;
    case 'propertyNames':
      return `names of properties: ${said}`;
    case 'not':
      return `not ${said}`;
    case 'contains':
      return `contains ${said}`;
    case 'dependentRequired':
      return `required together: ${said}`;
    case 'deprecated':
      return value === true ? 'deprecated' : null;
    default:
      return null;
  }
}

/** The schema with the words in its description. */
export function described(schema: Readonly<Record<string, unknown>>, said: readonly string[]) {
  if (said.length === 0) return schema;
  const { description } = schema;
  const words = `(${said.join('; ')})`;
  return { ...schema, description: typeof description === 'string' ? `${description} ${words}` : words };
}
