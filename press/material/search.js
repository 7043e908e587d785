// What Material's search worker loads as lunr's Korean, for the pages of both languages.
//
// Material splits a text into words and puts a * behind each word of a query, so a query finds
// every word that it begins. Here a word gets more beginnings when it is indexed: its endings
// (경사법은, 사법은, 법은), its parts (np.argmax, argmax), the run of words that starts with it
// (손실함수를), and the other names of the term that starts with it (loss function). A query word
// that the index does not know is tried without its particle or plural.

(function (lunr) {
  // A term of docs/terms.yml, spaces left out -> the words that find it too; search.py fills it.
  const TERMS = {}
  // The address of a section in docs/asked.yml -> what readers type for it; search.py fills it.
  const ASKED = {}
  // The terms by their first letter: most words begin none.
  const BEGUN_BY = {}
  for (const term of Object.keys(TERMS)) (BEGUN_BY[term[0]] ??= []).push(term)

  const HANGUL = /[가-힣]/
  const PARTICLE =
    "은|는|이|가|을|를|의|에|에서|에게|와|과|로|으로|도|만|란|이란|이다|이라|라는|이라는|인|인가|들|마다|부터|까지|보다|처럼|" +
    "하기|하는|하다|한다|하면|하고|하여|할|한|된|되는|된다"
  const ONLY_PARTICLE = new RegExp(`^(${PARTICLE})$`)
  const LAST_PARTICLE = new RegExp(`(?<=..)(${PARTICLE})$`)
  const AFTER_TERM = new RegExp(`^(s|es|${PARTICLE})?$`)
  const PLURAL = /(?<=s|x|z|ch|sh)es$|(?<![aisu])s$/
  const VERB_ENDING = /(?<=...)(ing|ed|e)$/
  const QUESTION =
    /^(왜|뭐|뭔가요|뭐예요|뭐야|무엇|어떤|어떻게|얼마나?|언제|그런가요|하나요|되나요|해요|돼요|나요|좀|제|내)$/
  const GATES = ["and", "or", "not"] // lunr counts them as stop words

  const RUN = 3 // words that readers write as one
  const LONGEST_TERM = 4 // words
  // What these count, beside the beginning of a word
  const WHOLE_WORD = 5
  const TWO_IN_A_ROW = 20
  // What readers ask for, between the words of a text (1) and those of a title (1,000)
  const ASKED_FOR = 5

  // A word is highlighted only if the query reaches it: `from` is where it starts in `text`.
  const entry = (text, token, from = 0) =>
    new lunr.Token(text, { position: { at: token.metadata.position, from } })

  function* endings(word, token) {
    yield entry(word, token)
    for (let k = 1; k < word.length - 1; k++)
      if (HANGUL.test(word[k]) || /[._]/.test(word[k - 1])) yield entry(word.slice(k), token)
  }

  function* run(tokens) {
    const end = HANGUL.test(tokens[0].str) ? tokens.findIndex(({ str }) => !HANGUL.test(str)) : 2
    const words = end < 0 ? tokens : tokens.slice(0, end)
    const text = words.map(({ str }) => str).join("")
    let from = 0
    for (const word of words) {
      yield entry(text, word, from)
      from += word.str.length
    }
  }

  function* synonyms(tokens) {
    const terms = BEGUN_BY[tokens[0].str[0]]
    if (!terms) return
    let text = ""
    for (const [last, token] of tokens.entries()) {
      const before = text.length
      text += token.str
      const term = terms.find(
        (term) =>
          term.length > before && text.startsWith(term) && AFTER_TERM.test(text.slice(term.length)),
      )
      let from = 0
      for (const word of term ? tokens.slice(0, last + 1) : []) {
        for (const name of TERMS[term]) yield entry(name, word, name === term ? from : 0)
        from += word.str.length
      }
    }
  }

  function index(token, i, tokens) {
    if (ONLY_PARTICLE.test(token.str)) return null
    return [
      ...endings(token.str, token),
      ...run(tokens.slice(i, i + RUN)),
      ...synonyms(tokens.slice(i, i + LONGEST_TERM)),
    ]
  }

  function asked({ location }) {
    lunr.tokenizer.table = [] // Material's tokenizer notes here where it finds the words of a field
    return ASKED[location]
  }

  // The words to look up for one word of a query.
  function lookups(word, { isWord, isBeginning }) {
    const bare = word.replace(LAST_PARTICLE, "")
    if (bare !== word && isWord(bare)) return [bare]
    const tries = [
      word.replace(PLURAL, ""),
      word.replace(/ies$/, "y"),
      word,
      bare,
      word.replace(VERB_ENDING, ""),
      word.replace(/^.*\./, ""),
    ]
    const found = tries.find(isBeginning)
    if (found || !HANGUL.test(word)) return [found ?? word]
    for (let k = 2; k < word.length - 1; k++) {
      const halves = [word.slice(0, k), word.slice(k)]
      if (halves.every(isBeginning)) return halves
    }
    return [word]
  }

  const isNoise = (word) =>
    ONLY_PARTICLE.test(word) ||
    QUESTION.test(word) ||
    (!lunr.stopWordFilter(word) && !GATES.includes(word))

  // No operators but quotation marks, which Material turns into a + before each word: readers type
  // W^(1), x[1:3] and -1.
  lunr.QueryLexer.prototype.run = function () {
    for (const { 0: str, index } of this.str.matchAll(/(?<!\S)\+|[^\s+]\S*/g)) {
      const type = str === "+" ? lunr.QueryLexer.PRESENCE : lunr.QueryLexer.TERM
      this.lexemes.push({ type, str, start: index, end: index + str.length })
    }
  }

  lunr.ko = function () {
    const builder = this
    builder.pipeline.reset()
    builder.searchPipeline.reset() // lunr's stemmer, to which a transformer is a transform
    builder.pipeline.add(index)
    builder.field("asked", { boost: ASKED_FOR, extractor: asked })

    let words // of the index, sorted when the first query comes
    const isWord = (word) => word in builder.invertedIndex
    const isBeginning = (start) => {
      words ??= Object.keys(builder.invertedIndex).sort()
      let [low, high] = [0, words.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (words[middle] < start) low = middle + 1
        else high = middle
      }
      return start && words[low]?.startsWith(start)
    }

    const parse = lunr.QueryParser.prototype.parse
    lunr.QueryParser.prototype.parse = function () {
      const { clauses } = parse.call(this)
      const plain = clauses.map((clause) => ({ ...clause, term: clause.term.replace(/\*/g, "") }))
      const meant = plain.filter(({ term }) => !isNoise(term))
      const terms = new Map()
      for (const clause of meant.length ? meant : plain)
        for (const term of lookups(clause.term, { isWord, isBeginning }))
          terms.set(term, { ...clause, term: `${term}*`, usePipeline: false })
      this.query.clauses = [...terms.values()]
      return this.query
    }

    lunr.Index.prototype.search = function (text) {
      let asked
      const results = this.query((query) => {
        const { clauses } = new lunr.QueryParser(text, query).parse()
        const words = clauses.map(({ term }) => term.slice(0, -1))
        const pairs = words.slice(1).map((word, i) => words[i] + word)
        for (const term of words) query.term(term, { boost: WHOLE_WORD })
        for (const term of pairs) query.term(`${term}*`, { boost: TWO_IN_A_ROW })
        asked = [...words, ...pairs]
      })
      for (const { matchData } of results) matchData.metadata = positions(matchData.metadata, asked)
      return results
    }
  }

  // Each place once, and only if the query reaches it: Material marks a place as often as it is named.
  function positions(metadata, asked) {
    const seen = new Set()
    const isNew = (place) => !seen.has(place) && seen.add(place)
    const kept = {}
    for (const [term, fields] of Object.entries(metadata)) {
      const reach = Math.max(...asked.map((word) => (term.startsWith(word) ? word.length : 0)))
      kept[term] = {}
      for (const [field, { position }] of Object.entries(fields))
        kept[term][field] = {
          position: position
            .filter(({ at, from }) => from < reach && isNew(`${field} ${at}`))
            .map(({ at }) => at),
        }
    }
    return kept
  }

  lunr.Pipeline.registerFunction(index, "index")
})(lunr)
