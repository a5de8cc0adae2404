import { describe, expect, it } from 'vitest';
import { FUNCTION_WORDS } from '../../src/classify/function-words.ts';
import { readLanguage } from '../../src/classify/language.ts';
import { seededRandom } from '../../src/classify/seeded.ts';

const TELLING =
  'hola gracias escribe hallo schreib schreibe schreib_ erklare bonjour ecris explique obrigado hello hi thanks'.split(
    ' ',
  );

describe('the language', () => {
  it.each([
    ['What is the capital of France?', 'en'],
    ['reverse a linked list in python', 'en'],
    ['latest news on AI', 'en'],
    ['Tell me a joke', 'en'],
    ['¿Cuál es la capital de Francia?', 'es'],
    ['Explica la teoría de la relatividad', 'es'],
    ['hola', 'es'],
    ['Was ist die Hauptstadt von Frankreich?', 'de'],
    ['Erkläre mir Quantenphysik', 'de'],
    ['Fasse diesen Text zusammen', 'de'],
    ['Quelle est la capitale de la France ?', 'fr'],
    ['Explique-moi la relativité', 'fr'],
    ["Qu’est-ce que c'est ?", 'fr'],
    ['Qual é a capital da França?', 'pt'],
    ['Escreva um poema sobre o mar', 'pt'],
    ['Qual è la capitale della Francia?', 'it'],
    ['Wat is de hoofdstad van Frankrijk?', 'nl'],
    ['法国的首都是哪里', 'zh'],
    ['用 Python 写一个排序函数', 'zh'],
    ['フランスの首都はどこですか', 'ja'],
    ['東京タワーの高さ', 'ja'],
    ['프랑스의 수도는 어디입니까', 'ko'],
    ['Какая столица Франции?', 'ru'],
    ['Яка столиця Франції?', 'uk'],
    ['ما هي عاصمة فرنسا', 'ar'],
    ['מהי בירת צרפת', 'he'],
    ['Ποια είναι η πρωτεύουσα', 'el'],
    ['फ्रांस की राजधानी क्या है', 'hi'],
    ['เมืองหลวงของฝรั่งเศสคืออะไร', 'th'],
  ])('of %j is %s', (text, language) => {
    expect(readLanguage(text)).toBe(language);
  });

  it.each(['', '   ', '42 + 7', 'asdf', 'ok', '🙂', 'fibonacci'])('of %j cannot be told', (text) => {
    expect(readLanguage(text)).toBe('und');
  });

  it('of plain letters, which are counted by themselves, is that with a sign among them which is not plain', () => {
    const random = seededRandom(11);
    const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
    const words = [...Object.values(FUNCTION_WORDS).join(' ').split(' '), ...TELLING, ...'c d l qu n x 9 _'.split(' ')];
    const joints = [' ', ' ', ' ', "'", '’', '_', '1', '-', '', '. ', ' “'];
    const plain = words.filter((word) => /^[\w']+$/.test(word));
    const told = new Set<string>();
    for (let at = 0; at < 20_000; at++) {
      let text = '';
      for (let count = 1 + 7 * random(); count > 0; count--) text += pick(plain) + pick(joints);
      if (random() < 0.2) text = text.toUpperCase();
      const language = readLanguage(text);
      told.add(language);
      expect([text, language]).toEqual([text, readLanguage(`${text} ·`)]);
    }
    expect([...told].sort()).toEqual(['de', 'en', 'es', 'fr', 'it', 'nl', 'pt', 'und']);
  });

  it('is that around a foreign word, not that of the word', () => {
    expect(readLanguage('translate 你好 into English for me please')).toBe('en');
  });
});
