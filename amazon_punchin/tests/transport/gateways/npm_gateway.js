/**
 * A gateway by the npm package soap, as a program: `node npm_gateway.js`. The WSDL comes by standard input, with {url}
 * where its address belongs, and ends with an empty line. It prints its port, and ends with its standard input.
 */

const http = require("http");
const soap = require("soap");

/** Does what the document asks for: it is JSON around which <cXML> stands. */
function submit({ request }) {
    const wish = JSON.parse(request.body.replace(/^<cXML>|<\/cXML>$/g, ""));
    if (wish.fault) {
        throw { Fault: wish.fault };
    }
    if (wish.crash) {
        throw new Error(wish.crash);
    }
    if (wish.elements) {
        return { result: { body: { $xml: wish.elements } } };
    }
    return { result: { body: wish.answer ?? `<cXML>${"x".repeat(wish.size)}</cXML>` } };
}

function serve(wsdl) {
    const server = http.createServer();
    server.listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        const service = { Gateway: { OrdersPort: { submit } } };
        soap.listen(server, "/", service, wsdl.replace("{url}", `http://127.0.0.1:${port}/`), () => console.log(port));
    });
}

let wsdl = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
    wsdl += chunk;
    const end = wsdl.indexOf("\n\n");
    if (end >= 0) {
        process.stdin.removeAllListeners("data");
        process.stdin.resume();
        serve(wsdl.slice(0, end));
    }
});
process.stdin.on("end", () => process.exit());
