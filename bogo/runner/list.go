// Ours, compiled into the runner: with -list FILE it writes what each test is and runs none.

package runner

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

var listFile = flag.String("list", "", "Write a list of all tests to this file, and run none.")

type listed struct {
	Name       string   `json:"name"`
	Protocol   string   `json:"protocol"`
	Server     bool     `json:"server"`
	ShouldFail bool     `json:"should_fail"`
	Error      string   `json:"error"`
	Local      string   `json:"local_error"`
	Versions   []string `json:"versions"`
	Flags      []string `json:"flags"`
	Kinds      []string `json:"kinds"`
	Resumes    bool     `json:"resumes"`
	EarlyData  bool     `json:"early_data"`
	Expected   uint16   `json:"expected_version"`
	OldSuites  bool     `json:"old_suites"`
}

func listTests() {
	if *listFile == "" {
		return
	}
	kinds := map[CredentialType]string{
		CredentialTypeX509:         "x509",
		CredentialTypeDelegated:    "delegated",
		CredentialTypeSPAKE2PlusV1: "pake",
		CredentialTypePreSharedKey: "psk",
		CredentialTypeRawPublicKey: "rpk",
	}
	var tests []listed
	for _, test := range testCases {
		row := listed{
			Name:       test.name,
			Protocol:   test.protocol.String(),
			Server:     test.testType == serverTest,
			ShouldFail: test.shouldFail,
			Error:      test.expectedError,
			Local:      test.expectedLocalError,
			Flags:      test.flags,
			Resumes:    test.resumeSession,
			EarlyData:  test.earlyData,
			Expected:   test.expectations.version,
		}
		configs := []*Config{&test.config}
		if test.resumeConfig != nil {
			configs = append(configs, test.resumeConfig)
		}
		for _, config := range configs {
			row.Versions = append(row.Versions, fmt.Sprintf("%04x-%04x", config.MinVersion, config.MaxVersion))
			old := len(config.CipherSuites) > 0
			for _, suite := range config.CipherSuites {
				old = old && suite>>8 != 0x13
			}
			row.OldSuites = row.OldSuites || old
			if config.Credential != nil {
				row.Kinds = append(row.Kinds, "runner-"+kinds[config.Credential.Type])
			}
		}
		credentials := append(append([]*Credential{}, test.shimCredentials...), test.resumeShimCredentials...)
		if test.shimCertificate != nil {
			credentials = append(credentials, test.shimCertificate)
		}
		for _, credential := range credentials {
			row.Kinds = append(row.Kinds, kinds[credential.Type])
		}
		tests = append(tests, row)
	}
	encoded, err := json.MarshalIndent(tests, "", " ")
	if err == nil {
		err = os.WriteFile(*listFile, encoded, 0644)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "Could not list the tests: %s\n", err)
		os.Exit(1)
	}
	os.Exit(0)
}
