/** In which fields two JSON objects differ, each with what it was and what it is: one line, for people. */
export function changedFields(before: string, after: string): string {
  const [was, is]: Record<string, unknown>[] = [JSON.parse(before), JSON.parse(after)];
  return [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])]
    .map((name) => [name, JSON.stringify(was?.[name]), JSON.stringify(is?.[name])] as const)
    .filter(([, one, other]) => one !== other)
    .map(([name, one, other]) => `${name}: ${one} -> ${other}`)
    .join('; ');
}
