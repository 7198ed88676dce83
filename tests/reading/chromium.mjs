// node chromium.mjs '{"book": "x.epub", …}': opens an e-book with foliate-js in Chromium.
//
//   width, height   of the screen, in CSS pixels
//   style           the reader's own settings, as CSS; night: whether the system is dark
//   visit           addresses to go to; sections, pages, contents, note, turn: what else to do
//   pictures        file -> address, or "note" for the first note as a pop-up
//
// Prints what was seen as JSON.
import { chromium } from 'playwright-core'
import { serve } from './server.mjs'

const asked = JSON.parse(process.argv[2])

const seen = await serve(asked.book, async address => {
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
    })
    try {
        const page = await browser.newPage({
            viewport: { width: asked.width, height: asked.height },
            colorScheme: asked.night ? 'dark' : 'light',
        })
        const errors = []
        page.on('pageerror', error => errors.push(String(error)))
        page.on('console', said => said.type() === 'error' && errors.push(said.text()))
        await page.goto(address)
        await page.waitForFunction(() => globalThis.reader)
        if (asked.page) await page.addStyleTag({ content: asked.page })
        const call = (name, argument) => page.evaluate(
            ([name, argument]) => globalThis.reader[name](argument), [name, argument])
        const visits = async items => {
            const found = []
            for (const { href } of items) found.push(await call('visit', href))
            return found
        }
        const found = await call('open', asked.style ?? '')
        found.visits = await visits((asked.visit ?? []).map(href => ({ href })))
        if (asked.contents) found.contentsVisited = await visits(found.contents)
        if (asked.pages) found.pagesVisited = await visits(found.pages)
        if (asked.sections) {
            found.inspected = []
            for (const section of found.sections) {
                await call('visit', section)
                found.inspected.push({ section, ...await call('inspect') })
            }
        }
        for (const [file, href] of Object.entries(asked.pictures ?? {})) {
            if (href === 'note') found.note = await call('note')
            else await call('visit', href)
            await call('inspect')
            await page.waitForTimeout(150)
            await page.screenshot({ path: file })
        }
        if (asked.note) found.note ??= await call('note')
        if (asked.turn) found.turned = await call('turn', asked.turn)
        return { ...found, errors }
    } finally {
        await browser.close()
    }
})
console.log(JSON.stringify(seen))
