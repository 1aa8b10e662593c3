package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.verilator.Port.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Reads the ports of the top module from what {@code verilator --xml-only} writes. Parameters are applied there, so every
 * width is a number.
 */
final class PortListing {

    private final Map<String, Element> types = new HashMap<>();
    private final Element root;

    private PortListing(Element root) {
        this.root = root;
        for (Element table : elements(root.getElementsByTagName("typetable"))) {
            for (Element type : children(table)) {
                types.put(type.getAttribute("id"), type);
            }
        }
    }

    /**
     * The ports in the file.
     *
     * @param clock the name of the input that is the clock, if there is one of that name
     * @throws IOException if the file cannot be read, or a port is not a vector of bits; the message names the port
     */
    static PortTable read(Path xml, String clock) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return new PortListing(
                            factory.newDocumentBuilder().parse(xml.toFile()).getDocumentElement())
                    .ports(clock);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("Verilator's list of ports cannot be read: " + e.getMessage(), e);
        }
    }

    private PortTable ports(String clock) throws IOException {
        List<Port> ports = new ArrayList<>();
        for (Element module : elements(root.getElementsByTagName("module"))) {
            if (module.getAttribute("topModule").equals("1")) {
                for (Element variable : children(module)) {
                    if (variable.getTagName().equals("var") && variable.hasAttribute("dir")) {
                        ports.add(port(ports.size(), variable, clock));
                    }
                }
            }
        }
        return new PortTable(ports);
    }

    private Port port(int number, Element variable, String clock) throws IOException {
        String name = variable.getAttribute("name");
        Element type = types.get(variable.getAttribute("dtype_id"));
        Kind kind = switch (variable.getAttribute("dir")) {
            case "input" -> name.equals(clock) ? Kind.CLOCK : Kind.INPUT;
            case "output" -> Kind.OUTPUT;
            case String other -> throw new IOException("port " + name + " is neither input nor output: " + other);
        };
        return new Port(
                number,
                name,
                kind,
                bits(name, type),
                type.getAttribute("signed").equals("true"));
    }

    private int bits(String port, Element type) throws IOException {
        return switch (type.getTagName()) {
            case "basicdtype" ->
                type.hasAttribute("left")
                        ? span(number(type.getAttribute("left")), number(type.getAttribute("right")))
                        : 1;
            case "packarraydtype" -> range(type) * bits(port, subType(type));
            case "refdtype", "enumdtype" -> bits(port, subType(type));
            case "structdtype" -> {
                int sum = 0;
                for (Element member : children(type)) {
                    sum += bits(port, subType(member));
                }
                yield sum;
            }
            case String other -> throw new IOException("port " + port + " is not a vector of bits but a " + other);
        };
    }

    private Element subType(Element type) {
        return types.get(type.getAttribute("sub_dtype_id"));
    }

    private static int range(Element packedArray) {
        List<Element> bounds = elements(packedArray.getElementsByTagName("const"));
        return span(constant(bounds.get(0)), constant(bounds.get(1)));
    }

    private static int span(int left, int right) {
        return Math.abs(left - right) + 1;
    }

    /** A constant as Verilator prints it: {@code 32'sh1f}. */
    private static int constant(Element constant) {
        String text = constant.getAttribute("name");
        return Integer.parseUnsignedInt(text.substring(text.indexOf('h') + 1), 16);
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static List<Element> children(Element parent) {
        return elements(parent.getChildNodes());
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
