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
	certificate  = flag.String("cert", "", "chain of this end")
	key          = flag.String("key", "", "private key of this end")
	verify       = flag.String("verify", "", "roots of clients, who need a certificate then")
	resume       = flag.Bool("resume", false, "connect twice, the second time with the session of the first")
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
	peer := ""
	if len(state.PeerCertificates) > 0 {
		peer = strings.ReplaceAll(state.PeerCertificates[0].Subject.CommonName, " ", "_")
	}
	fmt.Fprintf(os.Stderr, "negotiated suite=%s group=%s alpn=%s retry=%t resumed=%t peer=%s\n",
		tls.CipherSuiteName(state.CipherSuite), group, state.NegotiatedProtocol, state.HelloRetryRequest, state.DidResume, peer)
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

// roots reads the authorities of a file.
func roots(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return pool, err
}

// credential reads this end's certificates, if it has any.
func credential(config *tls.Config) error {
	if *certificate == "" {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(*certificate, *key)
	config.Certificates = []tls.Certificate{pair}
	return err
}

// rehearse gets a session: it comes with what the server sends.
func rehearse(target string, config *tls.Config) error {
	connection, err := tls.Dial("tcp", target, config)
	if err != nil {
		return err
	}
	defer connection.Close()
	report(connection)
	line := []byte("first\n")
	if _, err = connection.Write(line); err == nil {
		_, err = io.ReadFull(connection, line)
	}
	return err
}

func connect(target string) int {
	config := configuration()
	var err error
	if config.RootCAs, err = roots(*authority); err == nil {
		err = credential(config)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 6
	}
	if *resume {
		config.ClientSessionCache = tls.NewLRUClientSessionCache(0)
		if err := rehearse(target, config); err != nil {
			return code(err)
		}
	}
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
	config := configuration()
	err := credential(config)
	if *verify != "" && err == nil {
		config.ClientAuth = tls.RequireAndVerifyClientCert
		config.ClientCAs, err = roots(*verify)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 6
	}
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
