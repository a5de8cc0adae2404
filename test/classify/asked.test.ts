import { describe, expect, it } from 'vitest';
import { readAsked } from '../../src/classify/asked.ts';
import { ownWords } from '../../src/classify/own-words.ts';

const asked = (text: string) => readAsked(ownWords(text));

describe('a request to think', () => {
  it.each([
    'Think hard about this',
    'THINK HARD.',
    'think hard about this: how many primes are there below 1000?',
    'How many r are in strawberry? Think step by step.',
    "Let's think step by step",
    'Take your time',
    'Solve x^2 = 4, and take your time.',
    'Can you think carefully about this?',
    'I want you to think hard about this problem',
    'Read the question and think hard before answering',
    'What is 2+2? please think deeply',
    'Think about my question very carefully',
    'think it through',
    'Work through this step by step',
    'Give this some serious thought',
    "Don't give me a quick answer, think hard",
    'Think hard about this: "to be or not to be"',
    'Think harder.\n\n```js\nfoo()\n```',
    '仔细想想',
    '请仔细想想这个问题',
    '你仔细思考一下再回答',
    '一步一步地思考',
    'denk gründlich nach',
    'Denken Sie bitte gut nach',
    'Überleg dir das gut',
    'Lass dir Zeit',
    'réfléchis bien',
    'Réfléchissez bien avant de répondre',
    'Prends ton temps',
    'じっくり考えて',
    'この問題についてよく考えてください',
    '時間をかけて考えてください',
    'Piénsalo bien antes de responder',
    'Por favor, piensa paso a paso',
    'Tómate tu tiempo',
    'Pense com calma antes de responder',
    'pense passo a passo',
    'no rush, a careful answer please',
    "I don't want a quick answer",
    'keine schnelle Antwort bitte',
    '不要快速回答',
    'My lease ends in May and I am torn so please think it over properly',
    'Nehmen Sie sich alle Zeit.',
    'I would rather wait than get a wrong answer, so go slow',
    'What beats a flush? Reason it out with great care.',
    'is this lease safe? go through every clause as carefully as you can',
    'I want you to turn it over in your mind first',
    'thikn hard abuot this',
    'tkae your time',
    'think carefuly before you anwser',
    'lieber langsam und richtig',
    'la precisión importa más que la rapidez',
    '有陷阱，小心点',
    '不要急着回答，想清楚再说',
    '急がなくていいので、よく考えてください。',
  ])('%j', (text) => {
    expect(asked(text)).toBe('think');
  });
});

describe('a request to be quick', () => {
  it.each([
    'quick answer',
    'Quick answer: what is 2+2?',
    'Give me a quick answer',
    'I need a quick answer: capital of Peru?',
    'briefly, just the answer',
    'Just give me the answer',
    'Answer briefly',
    'keep it quick',
    'No explanation needed',
    "Don't think too hard",
    "don't overthink it",
    'no need to think hard about this',
    "You don't need to think hard",
    '快速回答',
    '请简短回答',
    '直接给我答案',
    '不用想太多',
    'Kurze Antwort bitte',
    'nur die Antwort',
    'denk nicht zu lange nach',
    'réponse rapide',
    'Réponds brièvement',
    'ne réfléchis pas trop',
    '手短にお願いします',
    '答えだけ教えて',
    '考えすぎないで',
    'Respuesta rápida, por favor',
    'no lo pienses mucho',
    'resposta rápida',
    'a guess is fine',
    'a rapid reply please, which cable is it',
    'i have to leave so be quick, umbrella or raincoat',
    'ohne lange nachzudenken',
    'sans trop réfléchir',
    '赶时间，快点回答',
    'sem pensar muito',
    'não pense muito',
    'I do not have long, whatever you know right now please',
    'which bus goes to the station? as fast as you can please',
    'qiuck anser please',
    'jsut the answer',
    'so schnell wie möglich',
    'contesta ya',
    '越快越好',
  ])('%j', (text) => {
    expect(asked(text)).toBe('quick');
  });
});

describe('no request at all', () => {
  it.each([
    ['', 'an empty text'],
    ['What is the capital of France?', 'a plain question'],
    ['I think hard work pays off', 'an opinion'],
    ['Think hard rock is dead?', 'a phrase that goes on'],
    ['When I think hard, my head hurts', 'a habit'],
    ['He told me to think hard about it', 'a report'],
    ['My teacher said: think hard about your future.', 'a report with a colon'],
    ['They stop and think hard about it', "others' doing"],
    ['Do people who think hard live longer?', 'a relative clause'],
    ['how do I think step by step?', 'a question of how'],
    ['what does think hard mean', 'a question of meaning'],
    ["what does 'think hard' mean", 'a single-quoted mention'],
    ['What does "think step by step" mean in prompting?', 'a double-quoted mention'],
    ['Is „denk gründlich nach“ good German?', 'a German quotation'],
    ['「じっくり考えて」の意味は？', 'a Japanese quotation'],
    ['`think hard` is what?', 'inline code'],
    ['```\nthink hard about this\n```\nwhat does this do', 'a code fence'],
    ['what does this do\n```\nthink hard about this', 'a code fence that is not closed'],
    ['> think hard about this\n\nwhat did he mean?', 'a block quote'],
    ['> I was late. Think hard about this.\n\nwhat did he mean?', 'a block quote of two sentences'],
    ['Summarize this: Think hard about this. Take your time.', 'pasted text'],
    ['Summarize this:\n\nTake your time. Think hard about this.', 'pasted text below'],
    ['Rewrite this email\n\nHi Bob, take your time.', 'pasted text without a colon'],
    ['Translate to French: think hard about this', 'a text to translate'],
    ['翻译：仔细想想', 'a Chinese text to translate'],
    ['Fasse zusammen: Denk gründlich nach.', 'a German text to summarise'],
    ['a quick sort implementation', 'quick of another thing'],
    ['nice reasoning there', 'praise'],
    ['i rush everything', 'a habit told'],
    ['please take the quick model and not the one that thinks hard', 'an order about models'],
    ['// take your time\nrename the variable', 'a comment of code'],
    ['<!-- think carefully --> which colour is #fff', 'a comment of markup'],
    ['need_thought: true', 'a parameter'],
    ['who wrote Think Again', 'a title'],
    ['Think it over, said the king.', 'speech without quotation marks'],
    ['quick answer engine design', 'an answer that is a mere attribute'],
    ['short answer questions for my biology exam', 'a kind of question'],
    ['How to give a quick answer in interviews', 'a question of how to answer'],
    ['give me the answer key', 'another noun'],
    ['be quick-witted', 'another adjective'],
    ['no need for a quick answer', 'a quick answer declined'],
    ['keep it short', 'a limit of form'],
    ['Fasse dich kurz: wer war Kant?', 'one in German'],
    ['keine kurze Antwort bitte', 'brevity declined, which is form too'],
    ['I will take your time into account', 'time in another sense'],
    ['take your time machine and fly', 'another compound'],
    ['explain step by step how to bake bread', 'steps of an explanation'],
    ['What is the capital of Peru? Answer in one word.', 'a limit of form, which says nothing of thought'],
    ['In two lines, who was Cicero?', 'another one'],
    ['En une phrase : qui était Colbert ?', 'one in French'],
    ['一文で。織田信長とは誰ですか。', 'one in Japanese'],
    ['Think hard about the cheaper one is what my dad said.', 'a report whose verb comes last'],
    ['use the strongest model', 'an order to the router'],
    ['Route this to the thinking model with maximum reasoning', 'another order to the router'],
    ['我仔细想想', 'what the speaker will do'],
    ['仔细思考的重要性是什么', 'a noun phrase'],
    ['如何快速回答面试问题', 'a question of how, in Chinese'],
    ['Ich denke gründlich nach', 'what the speaker does'],
    ['kurze Antwortzeiten im Netzwerk', 'a German compound'],
    ["Je réfléchis bien avant d'acheter", 'what the speaker does, in French'],
    ['le temps de réponse rapide du serveur', 'a technical term'],
    ['Él piensa bien', "another's doing, in Spanish"],
    ['respuesta rápida del servidor', 'a technical term in Spanish'],
    ['じっくり考えている人', 'a description'],
    ['手短に話す方法', 'a way of speaking'],
    ['how do I stop overthinking at night', 'thought as a subject'],
    ['write an email that says there is no rush', 'a text to be written'],
    ['I need to sell my house fast', 'haste about a thing'],
    ['thanks for answering so fast', 'thanks'],
    ['think think think think', 'a word over and over'],
    ['this is an extremely difficult problem that requires expert knowledge', 'a claim, which wishes nothing'],
    ['brian quirk had a rash', 'words that are a letter away from others'],
    ['escribe: lo antes posible', 'a text to be written, in Spanish'],
  ])('%j: %s', (text) => {
    expect(asked(text)).toBe('none');
  });
});

describe('a long message', () => {
  const page = 'The committee met on Tuesday and talked about the new park for an hour.\n'.repeat(200);

  it.each([
    ['at its start', `Think hard about this.\n${page}`],
    ['at its end', `${page}\nThink hard about this.`],
  ])('is heard %s', (_, text) => {
    expect(asked(text)).toBe('think');
  });

  it('is not heard in its middle, which has been pasted', () => {
    expect(asked(`${page}\nThink hard about this.\n${page}`)).toBe('none');
  });

  it('is not heard inside of code that began before the end that is read', () => {
    expect(asked(`What does it do?\n\`\`\`\n${page}\nThink hard about this.\n\`\`\``)).toBe('none');
  });

  it('is read at its two ends only: the same ends give the same words', () => {
    const head = 'Think it over. '.repeat(200);
    expect(ownWords(head + 'a'.repeat(200_000) + page)).toBe(ownWords(head + 'b'.repeat(900_000) + page));
  });
});
