// Lists the models with Go's net/http.
//
// Usage: LATCHKEY_URL=https://api.example.com LATCHKEY_KEY=sk_live_your_key_here go run nethttp.go
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

type modelList struct {
	Data []struct {
		ID string `json:"id"`
	} `json:"data"`
	Error string `json:"error"`
}

func main() {
	request, err := http.NewRequest(http.MethodGet, os.Getenv("LATCHKEY_URL")+"/api/v1/models", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("LATCHKEY_KEY"))

	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()

	fmt.Println(response.StatusCode)
	var list modelList
	if err := json.NewDecoder(response.Body).Decode(&list); err != nil {
		log.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		fmt.Println(list.Error)
		os.Exit(1)
	}
	for _, model := range list.Data {
		fmt.Println(model.ID)
	}
}
