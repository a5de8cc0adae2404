import { describe, expect, it } from 'vitest';
import { withoutCourtesies } from '../../src/classify/courtesies.ts';

describe('courtesies', () => {
  it.each([
    ['hello, could you please check my balance? thank you so much', ', could you please check my balance?'],
    ['Bonjour, je veux annuler mon vol, merci beaucoup', ', je veux annuler mon vol,'],
    ['你好，帮我查一下余额，谢谢', '帮我查一下余额'],
    ['残高を調べて。ありがとう', '残高を調べて'],
  ])('are taken off: %s', (text, rest) => {
    expect(withoutCourtesies(text)).toBe(rest);
  });

  it.each(["hey, what's up", 'hello', 'thanks a lot'])('are the request where little else is said: %s', (text) => {
    expect(withoutCourtesies(text)).toBe(text);
  });

  it.each(['각', 'ก', 'a', "a'", ' ', 'a ', '-', '好'])(
    'of %j a hundred thousand times are found in one pass',
    (unit) => {
      const text = unit.repeat(100_000);
      expect(withoutCourtesies(text)).toBe(text);
    },
  );
});
