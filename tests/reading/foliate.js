// A reading app made of foliate-js. What a test asks of it stands in `globalThis.reader`; the
// same page runs in Chromium and in WebKitGTK, and whatever it answers is plain JSON.
import '/foliate-js/view.js'
import { FootnoteHandler } from '/foliate-js/footnotes.js'

const view = document.createElement('foliate-view')
const flat = items => (items ?? []).flatMap(item => [item, ...flat(item.subitems)])
const plain = items => flat(items).map(({ label, href }) => ({ label: label.trim(), href }))
const shown = () => view.renderer.getContents()[0]

// Open the book as a reader sees it first; `style` are the reader's own settings.
let settings
const open = async style => {
    settings = style
    document.body.append(view)
    await view.open('/book.epub')
    const { book } = view
    view.renderer.setAttribute('max-column-count', 1)
    view.renderer.setStyles(style)
    await view.renderer.next()
    return {
        title: book.metadata.title,
        language: book.metadata.language,
        direction: book.dir,
        contents: plain(book.toc),
        pages: plain(book.pageList),
        landmarks: (book.landmarks ?? []).flatMap(landmark => landmark.type),
        sections: book.sections.map(section => section.id),
    }
}

// Go to an address in the book, or, after a space, to what a CSS selector finds in that section:
// whether what was asked for is on the page that is then shown.
const visit = async target => {
    const [href, ...selector] = target.split(' ')
    const { index, anchor } = view.resolveNavigation(href)
    const find = selector.length ? doc => doc.querySelector(selector.join(' ')) : anchor
    await (selector.length ? view.renderer.goTo({ index, anchor: find }) : view.goTo(href))
    const found = find?.(shown().doc)
    const { range, tocItem, pageItem } = view.lastLocation
    return {
        href: target,
        // What is no element is a share of the section: 0, its beginning.
        shown: shown().index === index
            && (found?.nodeType ? range.intersectsNode(found) : !find || found === 0),
        chapter: tocItem?.label.trim(),
        page: pageItem?.label.trim(),
    }
}

// How far ink stands out from its ground, from 1 to 21 (WCAG 2.2, "contrast ratio").
const contrast = (ink, ground) => {
    const [dark, light] = [ink, ground].map(colour => {
        const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map(Number)
            .map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }).sort((one, other) => one - other)
    return (light + 0.05) / (dark + 0.05)
}

// The section on show: its language, its fonts; what is wider than the page; what is a box of its
// own, which is cut through between pages; what can hardly be told from its ground.
const inspect = async () => {
    const { doc } = shown()
    await doc.fonts.ready
    const style = element => doc.defaultView.getComputedStyle(element)
    const name = element => [element.localName, ...element.classList].join('.')
    const width = parseFloat(style(doc.documentElement).columnWidth) + 1
    const ground = element => !element ? 'rgb(255, 255, 255)'
        : /^rgba\(.* 0\)$/.test(style(element).backgroundColor) ? ground(element.parentElement)
        : style(element).backgroundColor
    const elements = [...doc.body.querySelectorAll('*')]
    const written = elements.filter(element =>
        [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    return {
        language: doc.documentElement.lang,
        direction: doc.documentElement.dir,
        family: style(doc.body).fontFamily,
        fonts: [...doc.fonts].map(({ family, weight, style, status }) => ({ family, weight, style, status })),
        wide: elements.filter(element =>
            [...element.getClientRects()].some(box => box.width > width)).map(name),
        boxes: elements.filter(element =>
            element.localName !== 'img' && style(element).overflow !== 'visible').map(name),
        faint: written.filter(element =>
            contrast(style(element).color, ground(element)) < 4.5).map(name),
    }
}

// The first note that the book calls, as a pop-up.
const note = async () => {
    for (const section of view.book.sections) {
        const calls = (await section.createDocument()).querySelector('[role~=doc-noteref]')
        if (!calls) continue
        await view.goTo(section.id)
        const call = shown().doc.querySelector('[role~=doc-noteref]')
        const handler = new FootnoteHandler()
        return new Promise(resolve => {
            handler.addEventListener('before-render', ({ detail }) => {
                detail.view.style = 'position: fixed; inset: auto 4% 4%; height: 45%; outline: solid'
                detail.view.renderer.setStyles(settings)
                document.body.append(detail.view)
            })
            handler.addEventListener('render', ({ detail }) => {
                const { doc } = detail.view.renderer.getContents()[0]
                resolve({ type: detail.type, hidden: detail.hidden, text: doc.body.textContent.trim() })
            })
            view.addEventListener('link', event => handler.handle(view.book, event), { once: true })
            call.click()
        })
    }
    return null
}

// Turn pages from the first to the last: the sections in the order in which they came.
const turn = async limit => {
    await view.goTo(0)
    const sections = [shown().index]
    let pages = 1
    for (; pages < limit && view.lastLocation.fraction < 1; pages += 1) {
        const before = view.lastLocation.cfi
        await view.next()
        if (sections.at(-1) !== shown().index) sections.push(shown().index)
        if (view.lastLocation.cfi === before) break
    }
    return { pages, sections }
}

globalThis.reader = { open, visit, inspect, note, turn, view }
