import { describe, expect, it } from 'vitest';
import { compileRoutes } from '../../src/classify/embedded.ts';
import { brief, lint } from './linting.ts';

describe('a description without a subject', () => {
  const catchAlls = async (description: string, examples: string[] = []) =>
    (await lint([{ name: 'one', description, examples }])).filter(({ rule }) => rule === 'catch-all');

  it.each([
    'all user questions and requests of any kind',
    'anything',
    'Everything!',
    'general questions about various topics',
    'cualquier pregunta de los usuarios',
    'alle Anfragen',
    "toutes les demandes de l'utilisateur",
    'qualquer pergunta ou pedido',
    '所有问题',
    '用户的任何请求',
    'すべての質問',
  ])('that takes in everything is an error, and not one that nothing reaches: %s', async (description) => {
    const findings = await lint([{ name: 'one', description }]);
    expect(brief(findings)).toEqual(['error catch-all routes[0].description']);
    expect(findings[0]?.message).toContain('takes in everything: "');
  });

  it('is a warning where only a part of it takes in everything', async () => {
    const findings = await catchAlls('invoices, refunds and anything else');
    expect(brief(findings)).toEqual(['warning catch-all routes[0].description']);
    expect(findings[0]?.message).toContain('takes in everything: "anything else".');
  });

  it.each([
    'all about refunds',
    'everything about going on a trip',
    'any question about invoices',
    'invoices, refunds and all related questions',
    '各种发票问题',
  ])('is none as soon as it names one: %s', async (description) => {
    expect(await catchAlls(description)).toEqual([]);
  });

  it('is a warning where it has only words that any request may hold, and nothing else can find the route', async () => {
    const named = async (examples: string[]) =>
      (await lint([{ name: 'errand', description: 'do it please', examples }], compileRoutes)).map(
        ({ severity, rule, message }) => `${severity} ${rule}: ${message}`,
      );
    expect(await named([])).toEqual([
      expect.stringMatching(/^warning unreachable: Hardly anything may reach the route "errand"/),
    ]);
    expect(await named(['book a table for two'])).toEqual([]);
  });

  it('may be the default’s, which gets what nothing matches', async () => {
    expect(await lint([])).toEqual([]);
  });
});
