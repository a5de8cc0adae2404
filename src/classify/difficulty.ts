/**
 * How much thought a request needs, 0 to 1, read off its words. A category is not a difficulty ("category is not
 * difficulty", FIELD): what is asked for (a proof, a diagnosis, a design) counts beside what it is about. The parts of a
 * text are judged one by one and their median counts, and nothing after the last thing asked counts for the subject, so
 * that a suffix of hard words does not lift an easy question. Pure.
 */

import { fold, isFunctionWord } from './features.ts';

interface Marker {
  readonly pattern: RegExp;
  readonly weight: number;
}

/**
 * Compiles a list of words and phrases: whole ones, with or without a plural s; stems marked `*`, which may go on; and
 * Chinese or Japanese ones, which stand in running text.
 */
function lexeme(list: string): RegExp {
  const all = list.split('|');
  const inText = all.filter((each) => /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/v.test(each));
  const stems = all.filter((each) => each.endsWith('*')).map((each) => each.slice(0, -1));
  const exact = all.filter((each) => !each.endsWith('*') && !inText.includes(each));
  const spaced = [...stems, `(?:${exact.join('|')})s?(?!\\p{L})`];
  return new RegExp([`(?<!\\p{L})(?:${spaced.join('|')})`, ...inText].join('|'), 'gu');
}

/** What is asked for. The heaviest in a part counts. English first, then other languages, then Chinese and Japanese. */
const TASKS: readonly Marker[] = [
  {
    weight: 0.6,
    pattern: lexeme(
      'prove|proof(?! of (?:concept|purchase|payment|address|identity|life)|-of)|disprove|derive|derivation|show that|deduce|' +
        'formally verif*|counterexample|demuestra|demostrar|demostracion|beweis*|demontre|demontrer|prouve|prouver|demonstre|' +
        'provar|证明|證明|推导|推導|証明',
    ),
  },
  {
    weight: 0.45,
    pattern: lexeme(
      'diagnos*|differential diagnos*|most likely cause|most likely diagnosis|most likely explanation|best next step|' +
        'contraindicat*|liable|liability|enforceable|admissible|constitutional|is it legal|legal advice|legal option|' +
        'legal analysis|sue|诊断|診断|責任|责任|违法|違法',
    ),
  },
  {
    weight: 0.4,
    pattern: lexeme(
      'design|architect|architecture|optimi[sz]*|refactor*|debug*|root cause|trade-?off|strategy|critique|formulate|simulat*|' +
        'implement (?:an? )?[\\p{L}-]+ [\\p{L}-]+|reverse[- ]engineer*|from first principles|entwirf|disena|concois|' +
        '设计|設計|优化|最適化',
    ),
  },
  {
    weight: 0.25,
    pattern: lexeme(
      'analy[sz]*|evaluat*|compar*|assess*|justify|argue|plan|planning|calculat*|compute|solve|determine|estimate|infer|' +
        'interpret|predict|why|how many|how much|how long|how far|how fast|which of the following|analiza|berechne|calcule|' +
        'resous|resuelve|resolva|分析|计算|計算|比较|比較|求|为什么|なぜ|解け',
    ),
  },
];

/** What it is about. The number of different words counts: one may be a turn of phrase, three are a subject. */
const SUBJECTS: readonly RegExp[] = [
  lexeme(
    'theorem|lemma|corollary|conjecture|integral|integrat*|derivative|differential equation|differentiable|eigen*|matrix|' +
      'matrices|vector space|polynomial|modulo|prime number|irrational|rational|converge*|continuous|biject*|inject*|' +
      'homomorph*|isomorph*|abelian|subgroup|group of order|cyclic|topolog*|manifold|fourier|laplace|markov|bayes*|posterior|' +
      'probabilit*|expected value|variance|combinator*|permutation|induction|sqrt|square root|logarithm|equation|inequalit*|' +
      'triangle|quadratic|factori[sz]*|modus ponens|theoreme|integrale|ableitung|primzahl|ecuacion|equacao|gleichung|wurzel|' +
      'racine|定理|积分|積分|微分|方程|矩阵|行列|概率|確率|素数|不等式|无理数|無理数|根号',
  ),
  lexeme(
    'law|lawful|unlawful|legal|legally|illegal|statute|court|plaintiff|defendant|contract|clause|breach|negligen*|tort|liabl*|' +
      'liabil*|jurisdiction|copyright|patent|trademark|landlord|tenant|evict*|custody|divorce|felony|misdemeanor|lawsuit|' +
      'sued|suing|attorney|constitution*|amendment|gdpr|hipaa|non-?compete|damages|recht|gesetz|vertrag|klage|juridique|' +
      'contrat|ley|contrato|法律|合同|起诉|诉讼|房东|契約|訴訟|違法|违法',
  ),
  lexeme(
    'diagnos*|symptom|patient|dosage|dose|mg|contraindicat*|prognos*|clinical|chronic|acute|syndrome|lesion|biopsy|ct scan|' +
      'mri|ecg|ekg|blood pressure|tachycardia|fever|renal|kidney|cardiac|hepatic|pregnan*|insulin|warfarin|ibuprofen|' +
      'antibiotic|chemotherapy|chest pain|year-old man|year-old woman|year-old boy|year-old girl|presents with|history of|' +
      'paciente|sintoma|symptome|dosis|患者|症状|剂量|服用|投与',
  ),
  lexeme(
    'np-hard|np-complete|halting problem|lock-?free|race condition|deadlock|mutex|concurren*|distributed|consensus algorithm|' +
      'paxos|dynamic programming|time complexity|space complexity|big-?o|compiler|memory leak|segfault|segmentation fault|' +
      'cryptograph*|zero-knowledge|encrypt*|idempoten*|sharding|replication|transaction isolation|scalab*|throughput|latency|' +
      'microservice|query plan|backpropagat*|gradient|neural|multi-?thread*|并发|分布式|死锁|算法|アルゴリズム|並行',
  ),
  lexeme(
    'quantum|relativity|thermodynam*|entropy|hamiltonian|lagrang*|electromagnet*|enthalpy|stoichiometr*|equilibrium|kinetic|' +
      'reaction mechanism|molar|genotype|allele|econometric*|elasticity|game theory|nash equilibrium|arbitrage|depreciat*|' +
      'amortiz*|taxable|taxation|monetary|fiscal|epistemolog*|metaphysic*|utilitarian*|categorical imperative|量子|熱力学|热力学',
  ),
];

const SUBJECT_WEIGHTS = [0, 0.3, 0.5, 0.6] as const;

const CONSTRAINT =
  /(?<!\p{L})(?:must(?: not)?|exactly|at (?:most|least)|no more than|no fewer than|without|such that|subject to|given that|ensure|constraint|satisf|only if|simultaneously|必须|不超过|至少)(?!\p{L})/gu;
const NUMBER = /\d+(?:[.,]\d+)*/g;
const FORMULA =
  /\\(?:frac|sum|int|sqrt|lim|forall|exists)|[∫∑∏√∀∃≤≥≠∈⊂→∞]|\p{L}\s*[=<>^]\s*[\p{L}\d(]|\d\s*[+*/^]\s*\p{L}/gu;

const POLITE = '^(?:(?:please|can you|could you|would you|hi|hello|hey|ok|now|just|me)[\\s,]+)*';
/** Asks that are easy however long the text or learned the subject. */
const EASY = new RegExp(
  `${POLITE}(?:translate|spell|define|summari[sz]e|proofread|rephrase|rewrite|reword|shorten|tell me a|` +
    "what does .{0,60} (?:mean|stand for)|what(?:'s| is) the (?:capital|meaning|definition|time|date|weather)|who (?:is|was|wrote)|" +
    'when (?:is|was|did)|where (?:is|was)|how do (?:i|you) (?:say|spell)|翻译|翻譯|总结|總結|要約|翻訳|traduce|traduis|ubersetze|fasse)(?!\\p{L})',
  'u',
);
/** Asks that are easy unless what they ask for is a heavy task ("what is the most likely diagnosis?"). */
const MOSTLY_EASY = new RegExp(
  `${POLITE}(?:format|convert|list|name|say|what(?:'s| is| are| was) [^,]{0,40}[?]?$)`,
  'u',
);
const EASY_SHARE = 0.5;

/** A sentence that asks: a question, or one that opens with a verb of asking (behind a polite or an ordinal opening). */
const ASKS =
  /[?？]|か[。．]?$|(?:^|[,:;]\s*|(?:then|and|please|you|let's|help me)\s+)(?:prove|show|find|solve|derive|compute|calculate|determine|explain|write|design|implement|create|build|analy[sz]e|evaluate|compare|describe|discuss|summari[sz]e|translate|list|give|plan|optimi[sz]e|debug|fix|refactor|review|draft|outline|estimate|what|why|how|which|who|when|where|tell|help|suggest|recommend|identify|classify|rewrite|disprove|diagnose|define|name|simplify|prueba|demuestra|explica|calcula|escribe|beweise|erklare|berechne|schreibe?|demontre|explique|calcule|ecris|prove|escreva|resolva)(?!\p{L})|证明|证|求|请|計算|计算|解释|写|设计|分析|翻译|してください|して/u;

const MAX_CHARACTERS = 4000;
const MAX_SEGMENTS = 48;
const MAX_WORDS = 24;
const SOUP_WORDS = 6;
const SENTENCE_END = /(?<=[.!?;])\s+|(?<=[。！？；])|\n+/u;
/** A sentence of fewer letters says too little to be judged ("Thanks!", "Hi there."). */
const MIN_LETTERS = 4;
const CHATTER =
  /^(?:(?:hi|hello|hey|thanks?(?: you)?(?: so much| a lot| in advance)?|cheers|good (?:morning|evening|afternoon))(?: \p{L}+)?|thank you[^.,]*|i hope [^.,?]*|best regards|你好|谢谢|こんにちは|hola|hallo|bonjour|merci|danke|gracias|obrigad[oa])[.!?,。！]*$/u;
const BASE = 0.05;

/** A turn of at most so many words that is no chatter ("why?", "and for n = 4?") is about what the turn before it was. */
const ELLIPTICAL_WORDS = 4;
const INHERITED_SHARE = 0.8;

/** `latest` is the text of the latest user turn, `previous` that of the one before. Between 0 and 1. */
export function readDifficulty(latest: string, previous: string | null): number {
  const own = difficultyOf(latest);
  const said = latest.trim();
  if (
    previous === null ||
    said.split(/\s+/u, ELLIPTICAL_WORDS + 1).length > ELLIPTICAL_WORDS ||
    CHATTER.test(fold(said))
  ) {
    return own;
  }
  return Math.max(own, round(INHERITED_SHARE * difficultyOf(previous)));
}

function difficultyOf(text: string): number {
  const { prose, fences } = withoutFences(fold(bothEnds(text)));
  const all = segments(prose);
  const asks = all.flatMap((segment, at) => (ASKS.test(segment) ? [at] : []));
  const upToLastAsk = all.slice(0, (asks.at(-1) ?? all.length - 1) + 1);
  const subjects = upToLastAsk.map(subjectOf);
  const subject = asks.length > 0 ? median(subjects) : lowerMedian(subjects);
  const asked = asks.length > 0 ? asks.flatMap((at) => all[at] ?? []) : all;
  const task = lowerMedian(asked.map((segment) => taskOf(segment)));
  const easy = lowerMedian(asked.map((segment) => (isEasy(segment) ? 0 : 1))) === 0;
  const shape = easy ? 0 : shapeOf(upToLastAsk, { fences, words: prose.split(/\s+/u).length });
  const hard = 1 - (1 - BASE) * (1 - task) * (1 - subject) * (1 - shape);
  return round(easy ? hard * EASY_SHARE : hard);
}

function taskOf(segment: string): number {
  let heaviest = 0;
  for (const { pattern, weight } of TASKS) if (weight > heaviest && count(segment, pattern) > 0) heaviest = weight;
  return heaviest;
}

function subjectOf(segment: string): number {
  const formulas = Math.min(2, count(segment, FORMULA));
  const most = SUBJECTS.reduce((top, pattern) => Math.max(top, new Set(segment.match(pattern)).size), 0);
  return SUBJECT_WEIGHTS[Math.min(most + formulas, SUBJECT_WEIGHTS.length - 1)] ?? 0;
}

/** Constraints to keep at once, quantities to carry along, code to read, and length. */
function shapeOf(parts: readonly string[], { fences, words }: { fences: number; words: number }): number {
  const constraints = Math.min(3, count(parts.join('\n'), CONSTRAINT)) * 0.07;
  const quantities = Math.max(0, Math.min(4, parts.filter((part) => count(part, NUMBER) > 0).length - 1)) * 0.08;
  const length = Math.min(0.4, 0.08 * Math.max(0, Math.log2(words / 10)));
  return 1 - (1 - constraints) * (1 - quantities) * (1 - length) * (1 - Math.min(1, fences) * 0.15);
}

const isEasy = (segment: string): boolean => EASY.test(segment) || (MOSTLY_EASY.test(segment) && taskOf(segment) < 0.4);

function withoutFences(text: string): { prose: string; fences: number } {
  let fences = 0;
  const prose = text.replace(/```[\s\S]*?(?:```|$)/g, () => {
    fences++;
    return '\n';
  });
  return { prose, fences };
}

function segments(text: string): string[] {
  const parts = text.split(SENTENCE_END).flatMap((sentence) => chunks(spoken(sentence.trim())));
  const said = parts.filter((part) => count(part, /[\p{L}\d]/gu) >= MIN_LETTERS && !CHATTER.test(part));
  const kept = said.length > 0 ? said : parts.filter((part) => part !== '').slice(0, 1);
  if (kept.length <= MAX_SEGMENTS) return kept;
  return [...kept.slice(0, MAX_SEGMENTS / 2), ...kept.slice(-MAX_SEGMENTS / 2)];
}

/**
 * The sentence without stretches of many words that no function word binds: nobody speaks so, but hard words that are
 * strung onto an easy ask look like that. A stretch that opens the sentence is kept: it may be a search query.
 */
function spoken(sentence: string): string {
  const kept: string[] = [];
  let stretch: string[] = [];
  const flush = (): void => {
    if (kept.length === 0 || stretch.length < SOUP_WORDS) kept.push(...stretch);
    stretch = [];
  };
  for (const each of sentence.split(/\s+/u)) {
    stretch.push(each);
    if (/[,:;.!?]$/u.test(each) || isFunctionWord(each)) flush();
  }
  flush();
  return kept.join(' ');
}

/** A long sentence in even pieces: hard words hung onto an easy one without a full stop come to stand by themselves. */
function chunks(sentence: string): string[] {
  const list = sentence.split(/\s+/u);
  const pieces = Math.ceil(list.length / MAX_WORDS);
  const size = Math.ceil(list.length / pieces);
  return Array.from({ length: pieces }, (_, i) => list.slice(i * size, (i + 1) * size).join(' '));
}

function bothEnds(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${text.slice(0, MAX_CHARACTERS / 2)}\n${text.slice(-MAX_CHARACTERS / 2)}`;
}

function lowerMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return (upper + lowerMedian(values)) / 2;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const round = (value: number): number => Math.round(value * 1000) / 1000;
