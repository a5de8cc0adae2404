/** Work on many things, some of them at once. */

const AT_ONCE = 12;

/** What `work` makes of each, in the order of `list`. The first failure is the whole's. */
export async function beside<Item, Made>(
  list: readonly Item[],
  work: (item: Item, at: number) => Promise<Made>,
): Promise<Made[]> {
  const made = new Array<Made>(list.length);
  const rest = list.entries();
  const hand = async () => {
    for (const [at, item] of rest) made[at] = await work(item, at);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return made;
}
