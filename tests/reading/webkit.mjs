// node webkit.mjs '{"book": "x.epub", …}': opens an e-book with foliate-js in WebKitGTK, whose
// engine Apple Books has too, on a display of its own that nobody sees.
//
//   width, height   of the window, in CSS pixels
//   style           the reader's own settings, as CSS
//   visit           addresses to go to; sections, contents: what else to do
//
// Prints what was seen as JSON. The WebDriver and MiniBrowser come with webkit2gtk-driver.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { serve } from './server.mjs'

const asked = JSON.parse(process.argv[2])

const freePort = async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address()
    server.close()
    return port
}

const screen = ['-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', '1400x1000x24']
const display = spawn('Xvfb', screen, { stdio: ['ignore', 'pipe', 'ignore'] })
const number = String((await once(display.stdout, 'data'))[0]).trim()
const port = await freePort()
const driver = spawn('WebKitWebDriver', [`--host=127.0.0.1`, `--port=${port}`], {
    stdio: 'ignore',
    env: {
        ...process.env, DISPLAY: `:${number}`, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1',
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', // root has no other way; our own book only
    },
})

// A command of the WebDriver protocol (W3C), with what it answers.
const command = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' },
    })
    const { value } = await answer.json()
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value
}

const ready = async test => {
    for (let tries = 0; tries < 150; tries += 1, await wait(100))
        if (await test().catch(() => false)) return
    throw new Error('WebKitGTK did not get ready in 15 seconds')
}

const read = async address => {
    await ready(() => command('GET', '/status'))
    const options = { binary: process.env.MINIBROWSER, args: ['--automation'] }
    const { sessionId } = await command('POST', '/session', {
        capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    })
    const session = `/session/${sessionId}`
    const run = (script, ...args) =>
        command('POST', `${session}/execute/sync`, { script, args })
    const call = async (name, argument) => {
        const script = 'const [name, argument, done] = arguments;'
            + 'reader[name](argument).then(found => done({ found }), error => done({ error: String(error) }))'
        const body = { script, args: [name, argument ?? null] }
        const { found, error } = await command('POST', `${session}/execute/async`, body)
        if (error) throw new Error(`${name}: ${error}`)
        return found
    }
    await command('POST', `${session}/window/rect`, { width: asked.width, height: asked.height })
    await command('POST', `${session}/url`, { url: address })
    await ready(() => run('return Boolean(globalThis.reader)'))
    const found = { ...await call('open', asked.style ?? ''), engine: await run('return navigator.userAgent') }
    const visits = async hrefs => {
        const seen = []
        for (const href of hrefs) seen.push(await call('visit', href))
        return seen
    }
    found.visits = await visits(asked.visit ?? [])
    if (asked.contents) found.contentsVisited = await visits(found.contents.map(({ href }) => href))
    if (asked.sections) {
        found.inspected = []
        for (const section of found.sections) {
            await call('visit', section)
            found.inspected.push({ section, ...await call('inspect') })
        }
    }
    await command('DELETE', session)
    return found
}

try {
    console.log(JSON.stringify(await serve(asked.book, read)))
} finally {
    driver.kill()
    display.kill()
}
