// Go's crypto/tls behind the flags and exit codes of `surehand connect` and `surehand serve`.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

var (
	listen       = flag.String("listen", "", "address to serve on")
	certificate  = flag.String("cert", "", "chain of the server")
	key          = flag.String("key", "", "private key of the server")
	authority    = flag.String("ca", "", "roots of the client")
	servername   = flag.String("servername", "", "name to send and to check")
	alpn         = flag.String("alpn", "", "protocols, comma-separated")
	groups       = flag.String("groups", "", "groups, colon-separated")
	_            = flag.Bool("echo", true, "echo what comes")
	connections  = flag.Int("connections", 1, "exit after so many")
	groupsByName = map[string]tls.CurveID{
		"x25519mlkem768": tls.X25519MLKEM768,
		"x25519":         tls.X25519,
		"secp256r1":      tls.CurveP256,
		"secp384r1":      tls.CurveP384,
		"secp521r1":      tls.CurveP521,
	}
)

func configuration() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS13, ServerName: *servername}
	if *alpn != "" {
		config.NextProtos = strings.Split(*alpn, ",")
	}
	if *groups != "" {
		for _, name := range strings.Split(*groups, ":") {
			config.CurvePreferences = append(config.CurvePreferences, groupsByName[name])
		}
	}
	return config
}

// report prints what was agreed, for the harness to check.
func report(connection *tls.Conn) {
	state := connection.ConnectionState()
	group := "?"
	for name, id := range groupsByName {
		if id == state.CurveID {
			group = name
		}
	}
	fmt.Fprintf(os.Stderr, "negotiated suite=%s group=%s alpn=%s retry=%t\n",
		tls.CipherSuiteName(state.CipherSuite), group, state.NegotiatedProtocol, state.HelloRetryRequest)
}

// code is the exit code for what ended a connection.
func code(err error) int {
	var refused tls.AlertError
	var network *net.OpError
	switch {
	case err == nil:
		fmt.Fprintln(os.Stderr, "closed clean")
		return 0
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		err, refused = fmt.Errorf("truncated: closed without close_notify: %w", err), 0
		fmt.Fprintln(os.Stderr, err)
		return 4
	}
	fmt.Fprintln(os.Stderr, err)
	switch {
	case errors.As(err, &refused), strings.Contains(err.Error(), "remote error"):
		return 3
	case errors.As(err, &network):
		return 5
	}
	return 2
}

func connect(target string) int {
	config := configuration()
	roots, err := os.ReadFile(*authority)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 6
	}
	config.RootCAs = x509.NewCertPool()
	config.RootCAs.AppendCertsFromPEM(roots)
	connection, err := tls.Dial("tcp", target, config)
	if err != nil {
		return code(err)
	}
	report(connection)
	go func() {
		io.Copy(connection, os.Stdin)
		connection.CloseWrite()
	}()
	_, err = io.Copy(os.Stdout, connection)
	connection.Close()
	return code(err)
}

func one(connection *tls.Conn) error {
	defer connection.Close()
	if err := connection.Handshake(); err != nil {
		return err
	}
	report(connection)
	_, err := io.Copy(connection, connection)
	return err
}

func serve() int {
	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 6
	}
	config := configuration()
	config.Certificates = []tls.Certificate{pair}
	listener, err := tls.Listen("tcp", *listen, config)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 5
	}
	fmt.Fprintln(os.Stderr, "listening on", listener.Addr())
	last := 0
	for i := 0; i < *connections; i++ {
		connection, err := listener.Accept()
		if err != nil {
			return 5
		}
		last = code(one(connection.(*tls.Conn)))
	}
	return last
}

func main() {
	if len(os.Args) < 2 {
		os.Exit(1)
	}
	command, rest, target := os.Args[1], os.Args[2:], ""
	if command == "connect" && len(rest) > 0 {
		target, rest = rest[0], rest[1:]
	}
	flag.CommandLine.Parse(rest)
	switch command {
	case "connect":
		os.Exit(connect(target))
	case "serve":
		os.Exit(serve())
	}
	os.Exit(1)
}
