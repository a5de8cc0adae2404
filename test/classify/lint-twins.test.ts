import { describe, expect, it } from 'vitest';
import { brief, lint } from './linting.ts';

describe('a duplicate', () => {
  it('is an error when a description says the same, whatever its capitals and marks', async () => {
    const findings = await lint([
      { name: 'one', description: 'Refunds and returns of orders.' },
      { name: 'two', description: 'refunds and returns -- of orders' },
    ]);
    expect(brief(findings)).toEqual(['error duplicate routes[1].description']);
    expect(findings[0]?.message).toContain('says the same as that of "one" (routes[0])');
  });

  it('is a warning when it says nearly the same, with what tells the two apart', async () => {
    const same = 'questions about invoices, refunds, payments, reminders, discounts and all other fees of customers';
    const findings = await lint([
      { name: 'de', description: `${same} in Germany` },
      { name: 'fr', description: `${same} in Spain` },
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'duplicate', severity: 'warning' }));
    expect(findings[0]?.message).toContain('only spain, germany tells them apart');
  });

  it('is seen through endings and the order of words', async () => {
    const findings = await lint([
      { name: 'refunds', description: 'refunds, returns and money back for orders' },
      { name: 'returns', description: 'return, refund and money back for an order' },
    ]);
    expect(brief(findings)).toEqual(['warning duplicate routes[1].description']);
    expect(findings[0]?.message).toContain('nothing but the order or form of words tells them apart');
  });

  it('is seen where few words say the same, with "and" in one of them', async () => {
    const findings = await lint([
      { name: 'b', description: 'billing, invoices and refunds' },
      { name: 'c', description: 'refunds, invoices, billing' },
    ]);
    expect(brief(findings)).toEqual(['warning duplicate routes[1].description']);
  });

  it('is not made of "and" and "the" alone', async () => {
    const findings = await lint([
      { name: 'b', description: 'all of the above and the rest of it: invoices' },
      { name: 'c', description: 'all of the above and the rest of it: zebras' },
    ]);
    expect(findings.filter(({ rule }) => rule === 'duplicate')).toEqual([]);
  });

  it('is found in text without spaces', async () => {
    const findings = await lint([
      { name: 'one', description: '天气查询和温度' },
      { name: 'two', description: '天气查询和温度。' },
    ]);
    expect(brief(findings)).toContain('error duplicate routes[1].description');
  });

  it('is an error when an example stands in two routes, and none when one route has it twice', async () => {
    const findings = await lint([
      { name: 'one', description: 'parcels travelling', examples: ['where is it?', 'Where is it'] },
      { name: 'two', description: 'letters travelling slowly', examples: ['where IS it'] },
    ]);
    expect(brief(findings)).toContain('error duplicate routes[1].examples[0]');
    expect(findings.filter(({ rule }) => rule === 'duplicate')).toHaveLength(1);
  });
});
