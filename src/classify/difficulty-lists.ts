/** The lists of `difficulty-words.ts`, which says how an entry is read. Pure data. */

/** How much thought the kinds of task call for. */
const PROVE = 0.6;
const JUDGE = 0.45;
const DESIGN = 0.4;
const REASON = 0.25;
const WORK_OUT = 0.15;

export const TASKS: readonly (readonly [weight: number, words: string])[] = [
  [
    PROVE,
    'prove, proof that, proof by, proof or, a proof, full proof, formal proof, short proof, disprove, deriv, derivation, deduc, show that, formally verify, counterexample, tight bound, find all, ' +
      'necessary and sufficient, steelman, retrosynthesi, linearizab*, demuestr*, demostra*, deduci*, beweis*, widerleg*, ' +
      'herleit*, demontr*, montrer que, montrez que, prouve*, demonstr*, prove que',
  ],
  [
    JUDGE,
    'diagnos*, most likely cause, most likely diagnosis, most likely explanation, best next step, next step in management, ' +
      'contraindicat*, liable, liability, enforceable, enforce, admissible, constitutional, is it legal, legal advice, legal option, ' +
      'legal analysis, sue, sued, who gets what, which law applies, tax treatment, is it lawful, is it sound, where is the flaw, ' +
      'reconstruct the argument, strongest objection, haftet, rechtswidrig, einklagbar, responsable legalmente, juridiquement',
  ],
  [
    DESIGN,
    'design, architect, architectur, optimiz*, optimis*, refactor*, debug*, root cause, trade off, tradeoff, strategy, critique, ' +
      'formulat*, simulat*, implement a, implement an, implement the, reverse engineer, from first principles, benchmark, ' +
      'worst case, edge cases, failure modes, rigorous*, quantify, reconcile, feasible, invariant, without losing, ' +
      'step by step reasoning, entwirf*, entwerfen, disena*, concoi*, concevoir, projete, projetar, prescribe, walk me through, ' +
      'what goes wrong, what would have to be true, segfault*, deadlocks, leaks',
  ],
  [
    REASON,
    'analy*, evaluat*, compar*, assess*, justify, argu, plan, planning, determin, estimat*, infer, ' +
      'interpret*, predict*, why, how would, which of the following, ' +
      'reason, what follows, is it possible, under which conditions, under what conditions, what can be concluded, price, ' +
      'distinguish, model, implication*, consequence*, account for, resolv, reduc, schedul, maximi*, minimi*, expected, ' +
      'analiz*, warum, pourquoi, por que, untersuch*, vergleich*, begrund*, erortere*, bewert*, explique por, justifi*',
  ],
  [
    WORK_OUT,
    'how many, how much, how long, how far, how fast, calculat*, comput, solv, berechn*, calcul*, resous, resoudre, ' +
      'resuelv*, cuanto, cuantos, wie viele, wie lange, combien, quanto, quantos',
  ],
];

/** One list for each field: several words of one field are a subject, one may be a turn of phrase. */
export const FIELDS: readonly string[] = [
  'theorem, lemma, corollary, conjectur*, integral, integrabl*, integrat*, derivative, differential, differentiabl*, eigen*, matrix, matrices, ' +
    'vector, polynomial, modulo, prime, irrational, rational, converg*, diverg*, continuous, uniform*, bijecti*, injecti*, ' +
    'homomorph*, isomorph*, abelian, subgroup, group of order, galois, cyclic, topolog*, manifold, fourier, laplac*, markov, bayes*, ' +
    'posterior, probabilit*, expected value, variance, covariance, estimator, unbiased, likelihood, combinator*, permutation, ' +
    'induction, sqrt, square root, logarithm*, equation, inequalit*, triangl*, quadratic, quintic, factori*, modus, tautolog*, ' +
    'predicat*, quantifier, axiom*, finite, infinite, countabl*, measurabl*, nilpotent, transcendental, determinant, orthogonal, ' +
    'convex, gradient, stochastic, martingal*, regression, confidence interval, hypothesi*, null hypothesis, standard deviation, ' +
    'graph, vertices, vertex, edges, bipartite, planar, cardinal*, integers, integer, coprime, divisib*, remainder, sequenc*, ' +
    'random variable, normal distribution, theoreme, integrale, ableitung, primzahl*, ecuacion*, equacao, equacoes, gleichung*, ' +
    'wurzel, racine, matriz, matrice, stetig, konvergen*, probabilidad*, teorema, wahrscheinlichkeit*, gruppe der ordnung',
  'law, lawful, unlawful, legal, legally, illegal, statut*, court, plaintiff, defendant, contract, claus, breach, negligen*, tort, ' +
    'liabl*, liabilit*, jurisdiction*, copyright, patent, trademark, landlord, tenant, leas, evict*, custody, divorce, felony, ' +
    'misdemeanor, lawsuit, attorney, constitution*, amendment, gdpr, hipaa, non compete, damages, equitabl*, estoppel, trustee, ' +
    'fiduciar*, hearsay, precedent*, indemn*, arbitration, mortgag*, forecloses, foreclosure, creditor*, insolven*, heirs, inherit*, easement, ' +
    'recht, gesetz, vertrag*, klag, kundigung, mieter, vermieter, burg, juridique, contrat, bailleur, locataire, ' +
    'ley, contrato, demandad*, hereder*, acreedor*, usufruct*, inquilino, lei, jurisprud*, penal, offeree, offeror',
  'diagnos*, symptom*, patient, dosag*, dose, mg, contraindicat*, prognos*, clinical*, chronic, acut, syndrom*, lesion, biopsy, ct, mri, ' +
    'ecg, ekg, blood pressure, tachycardia, hypertension, hypotension, fever, renal, kidney, cardiac, hepatic, pregnan*, ' +
    'insulin, warfarin, ibuprofen, antibiotic*, anticoagul*, chemotherap*, chest pain, old man, old woman, old boy, old girl, ' +
    'presents with, history of, metastas*, carcinoma, tumor, tumour, sepsis, creatinin*, lactat, sodium, potassium, antibod*, ' +
    'pathogen*, receptor*, inhibitor*, neuron*, nerve, arter*, ventric*, valve, thrombo*, ischemi*, edema, oedema, diabet*, ' +
    'gfr, hba1c, amiodaron*, digoxin, clarithromycin, opioid, ssri, paciente*, sintoma*, symptome, dosis, patientin, schmerz*',
  'np hard, np complete, halting, lock free, lockfree, race condition, deadlock*, mutex*, concurren*, distributed, consensus, paxos, raft, ' +
    'dynamic programming, time complexity, space complexity, big o, compiler*, memory leak, segfault*, segmentation fault, ' +
    'cryptograph*, zero knowledge, encrypt*, aes, rsa, nonce, idempoten*, sharding, shard, replicat*, transaction*, isolation, ' +
    'serializab*, scalab*, throughput, latenc*, microservic*, query plan, backpropagat*, neural, transformer, attention head, ' +
    'multi threaded, multithread*, thread safe, thread, volatil*, atomic*, memory ordering, hazard pointer, cache, garbage collect*, ' +
    'heap, pointer, borrow checker, type level, variadic, monad*, regex engine, pars*, grammar*, automaton, turing, decidabl*, ' +
    'undecidabl*, recursiv*, recursion, polynomial time, kernel, cuda, simd, o n, log n, b tree, red black, postgres*, linker, ' +
    'quantiz*, overfit*, hyperparameter*, failover, partition*, byzantine, queu, backpressur*, bytecode, abi, goroutin*, ' +
    'event loop, kubernetes, exactly once, algorithm*, algorithmus, algoritmo, verteilt*, nebenlaufig*, floats, floating point',
  'quantum, relativit*, thermodynam*, entrop*, hamiltonian, lagrang*, electromagnet*, enthalp*, stoichiometr*, equilibri*, kinetic*, ' +
    'reaction mechanism, molar*, moles, genotyp*, allel*, oxidation, catalys*, isotop*, orbital*, spectrosc*, nucleophil*, ' +
    'electrophil*, diastereomer*, enantiomer*, aldol, ph, pka, buffer, titrat*, momentum, angular, velocity, accelerat*, ' +
    'capacitor*, inductor*, impedanc*, magnetic, photon*, electron*, neutrino*, boson*, fermion*, gravit*, spacetim*, redshift*, ' +
    'bernoulli, reynolds, viscos*, turbulen*, adiabatic, isothermal, transcription factor, phosphorylat*, enzym*, mitochondri*, ' +
    'chromosom*, mutation*, phylogen*, selection pressure, hardy weinberg, tectonic*, kalman, transfer function, feedback loop, ' +
    'torque, stress, strain, modulus, wavelength*, interferenc*, diffraction, quantenmechanik, termodinamic*',
  'econometric*, elasticit*, game theory, nash, arbitrag*, depreciat*, amortiz*, amortis*, taxabl*, taxation, tax, monetary, fiscal, ' +
    'inflation*, bond, yield curve, coupon, option pricing, volatilit*, hedg*, derivatives, swap, npv, irr, wacc, discount rate, ' +
    'consolidat*, ifrs, gaap, ias, goodwill, balance sheet, cash flow, marginal*, oligopol*, monopol*, externalit*, ' +
    'comparative advantage, exchange rate, portfolio, sharpe, deferred, accrual*, covenant*, subsidiar*, withholding, ' +
    'difference in differences, instrumental variables, instrumental variable, heteroskedastic*, endogen*, time series, exchange rates, duration',
  'epistemolog*, metaphysic*, ontolog*, utilitarian*, deontolog*, categorical imperative, kant, kantian, hegel*, parfit*, godel*, ' +
    'wittgenstein*, husserl*, phenomenolog*, premis*, syllogis*, fallac*, free will, determinis*, compatibilis*, moral*, ' +
    'consequentialis*, virtue ethics, causal*, confounder*, collider, counterfactual*, historiograph*, hermeneutic*, ' +
    'sovereignt*, legitimacy, hegemon*, separation of powers, federalis*, cognitive dissonanc*, attachment theory, ' +
    'operant, schema, psychometric*, reliability, validity, sociolog*, stratification, exegesi*, alexandrin*, villanelle, iambic',
];

export const CONDITIONS =
  'must, exactly, at most, at least, no more than, no fewer than, without, such that, subject to, given that, ensur, constraint, ' +
  'satisf*, only if, simultaneously, unless, except, whenever, provided that, instead of, even if, regardless, cannot, ' +
  "can't, not both, but not, if and only if, mindestens, hochstens, ohne, sin que, a menos que, sans, au moins, au plus, sem, pelo menos";

export const QUANTITIES =
  'two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, twenty, thirty, forty, fifty, hundred, thousand, half, ' +
  'twice, doubl, tripl, third, quarter, fifth, dozen, percent, remaining, remainder, each, every, per, rest, dos, tres, cuatro, ' +
  'cinco, mitad, zwei, drei, vier, funf, halfte, jeder, deux, trois, quatre, cinq, moitie, dois, metade, cada, chaque';

/** Verbs and question words that open an ask when they open a clause. */
export const ASKING =
  'prov, disprov, show, find, solv, deriv, comput, calculat, determin, explain, writ, design, implement, creat, build, make, ' +
  'analyz, analys, evaluat, compar, describ, discus, discuss, summariz, summaris, translat, list, give, plan, optimiz, optimis, debug, fix, ' +
  'refactor, review, draft, outlin, estimat, what, why, how, which, who, whose, when, where, tell, help, suggest, recommend, identify, ' +
  'classify, rewrit, diagnos, defin, name, simplify, propos, argu, critiqu, assess, interpret, predict, pric, reconstruct, reduc, ' +
  'construct, stat, evaluat, justify, schedul, model, is, are, can, could, does, do, did, should, would, will, must, was, were, ' +
  "convert, chang, turn, add, spell, pleas, what's, who's, where's, when's, how's, whats, " +
  'prueba, demuestr*, explica, calcula, escribe, resuelve, analiza, disena, que, cual, como, ' +
  'cuanto, cuantos, por, beweis*, erklar*, berechn*, schreib*, entwirf*, warum, wie, was, wer, welche, welcher, vergleich*, demontr*, ' +
  'montrer, montrez, expliqu*, calcul*, ecris, ecrivez, pourquoi, comment, combien, quel, quelle, quels, quelles, ubersetz*, traduis, traduce, traduz*, prov*, escreva, resolva, projete, analise, quanto';
