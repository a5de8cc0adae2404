/** `difficulty-words.ts` for Chinese and Japanese: their words stand in running text, so they are searched for. Pure. */

const TASKS: readonly (readonly [weight: number, words: RegExp])[] = [
  [0.6, /证明|證明|推导|推導|証明|導出せよ|反例/],
  [0.45, /诊断|診断|责任|責任|违法|違法|恰当的处理|赔偿|优先|效力/],
  [0.4, /设计|設計|优化|最適化|实现|実装|重构|调试/],
  [0.25, /分析|计算|計算|比较|比較|求|为什么|なぜ|解け|原因|评价|論じ|说明|解释|如何/],
];
const FIELD_WORDS =
  /定理|积分|積分|微分|方程|矩阵|行列|概率|確率|素数|不等式|无理数|無理数|根号|可导|收敛|连续|向量|子群|置换|法律|合同|起诉|诉讼|房东|契約|訴訟|违法|違法|债权|债务|股权|抵押|承租|患者|症状|剂量|服用|投与|抗凝|激素|感染|并发|分布式|死锁|算法|アルゴリズム|並行|线程|事务|缓存|ロックフリー|无锁|编译器|量子|热力学|熱力学|平衡|浓度|轨道|相对论|统计|伦理|认识论|估计量|检验|期权|方差|回归/g;

/** The weight of the heaviest task in `text`. */
export function taskUnspaced(text: string): number {
  return TASKS.find(([, words]) => words.test(text))?.[0] ?? 0;
}

/** How many different words of a learned field `text` has. */
export const fieldWordsUnspaced = (text: string): number => new Set(text.match(FIELD_WORDS)).size;
