package scan

func Scan(input []string, done chan bool) (count int) {
	if len(input) == 0 || done == nil {
		return 0
	} else if n := len(input); n > 10 && n < 20 {
		return n
	} else {
		count = 1
	}
	for i := range input {
		for {
			if input[i] == "" {
				break
			}
		}
	}
	for count < 3 {
		count++
	}
	switch {
	case count > 1, count < 0:
		count = 2
		fallthrough
	case count == 5:
		if count > 0 {
			count--
		}
	default:
		count = 0
	}
	switch value := any(input).(type) {
	case []string, nil:
		_ = value
	default:
	}
	select {
	case <-done:
		return
	case done <- true:
	default:
		go func() {
			if count > 1 {
				done <- true
			}
		}()
	}
	return
}
