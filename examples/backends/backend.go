// Echoes each request as JSON: method, path, headers and the length of the body.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
)

func echo(writer http.ResponseWriter, request *http.Request) {
	bodyLength, err := io.Copy(io.Discard, request.Body)
	if err != nil {
		http.Error(writer, "cannot read the body", http.StatusBadRequest)
		return
	}
	headers := map[string]string{}
	for name, values := range request.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	writer.Header().Set("Content-Type", "application/json")
	json.NewEncoder(writer).Encode(map[string]any{
		"backend":     "go",
		"method":      request.Method,
		"path":        request.URL.RequestURI(),
		"headers":     headers,
		"body_length": bodyLength,
	})
}

func main() {
	port := "8080"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening at http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, http.HandlerFunc(echo)))
}
