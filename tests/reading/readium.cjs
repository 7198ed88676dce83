// node readium.cjs x.epub: what the parser of Readium and Thorium understands of an e-book,
// printed as a Readium Web Publication Manifest (JSON).
const parser = 'r2-shared-js/dist/es6-es2015/src'
const { initGlobalConverters_GENERIC, initGlobalConverters_SHARED } = require(`${parser}/init-globals`)
const { EpubParsePromise } = require(`${parser}/parser/epub`)
const { TaJsonSerialize } = require('r2-lcp-js/dist/es6-es2015/src/serializable')

initGlobalConverters_SHARED()
initGlobalConverters_GENERIC()
EpubParsePromise(process.argv[2]).then(publication => {
    console.log(JSON.stringify(TaJsonSerialize(publication)))
    publication.freeDestroy()
})
