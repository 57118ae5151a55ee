package dev.etcetera.server.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Names and addresses as the machine's resolver knows them. Blocks. */
interface NameLookup {
    /** The name of an address. */
    Optional<String> nameOf(InetAddress address);

    /** The addresses of a name. */
    List<InetAddress> addressesOf(String name) throws UnknownHostException;

    /** That of the JDK. */
    static NameLookup system() {
        return new NameLookup() {
            @Override
            public Optional<String> nameOf(InetAddress address) {
                String name = address.getCanonicalHostName();
                return name.equals(address.getHostAddress()) ? Optional.empty() : Optional.of(name);
            }

            @Override
            public List<InetAddress> addressesOf(String name) throws UnknownHostException {
                return List.of(InetAddress.getAllByName(name));
            }
        };
    }
}
