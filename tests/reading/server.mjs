// Serves one book, foliate-js and the page that opens the book in it; to this machine alone.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const types = {
    '.css': 'text/css', '.epub': 'application/epub+zip', '.html': 'text/html',
    '.js': 'text/javascript', '.json': 'application/json',
}

const fileOf = (url, book) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://book').pathname))
    if (path === '/') return join(here, 'foliate.html')
    if (path === '/book.epub') return book
    if (path.startsWith('/foliate-js/')) return join(here, 'node_modules', path)
    return join(here, path)
}

// Serve on a free port while `work` runs, which is told the address.
export const serve = async (book, work) => {
    const server = createServer(async (request, response) => {
        const path = fileOf(request.url, book)
        try {
            const data = await readFile(path)
            response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain' }).end(data)
        } catch {
            response.writeHead(404).end()
        }
    })
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
    try {
        return await work(`http://127.0.0.1:${server.address().port}/`)
    } finally {
        server.closeAllConnections()
        server.close()
    }
}
