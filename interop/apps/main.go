// Go's net/http as a client: `main URL CA.pem`. Many requests at once over HTTP/2, then a resumed connection over HTTP/1.1.
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func fetch(client *http.Client, method, url string, body []byte) (*http.Response, []byte) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	return response, data
}

func main() {
	url, roots := os.Args[1], x509.NewCertPool()
	pem, err := os.ReadFile(os.Args[2])
	if err != nil || !roots.AppendCertsFromPEM(pem) {
		log.Fatal("no roots: ", err)
	}
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13, ClientSessionCache: tls.NewLRUClientSessionCache(0)}

	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config.Clone(), ForceAttemptHTTP2: true}}
	done := make(chan string)
	for n := 0; n < 50; n++ {
		go func(n int) {
			response, data := fetch(client, "GET", fmt.Sprintf("%spart/%d", url, n), nil)
			if string(data) != fmt.Sprint(n) {
				log.Fatalf("part %d is %q", n, data)
			}
			done <- response.Proto
		}(n)
	}
	for n := 0; n < 50; n++ {
		if proto := <-done; proto != "HTTP/2.0" {
			log.Fatal("over ", proto)
		}
	}
	much := bytes.Repeat([]byte("0123456789abcdef"), 1<<17)
	if _, data := fetch(client, "POST", url+"echo", much); !bytes.Equal(data, much) {
		log.Fatal("the echo differs")
	}
	fmt.Println("50 parts and an echo of 2 MiB over HTTP/2.0")

	client = &http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	for _, resumed := range []bool{false, true} {
		response, _ := fetch(client, "GET", url+"version", nil)
		if response.TLS.DidResume != resumed {
			log.Fatal("resumed: ", response.TLS.DidResume)
		}
		fmt.Println(response.Proto, "resumed:", resumed)
	}
}
